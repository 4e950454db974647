import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarathonStage } from './testing/marathon-stage.ts';

let stage: MarathonStage;
beforeEach(async () => {
  stage = await MarathonStage.open();
});
afterEach(() => stage.close());

const web = { id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 16 };

interface Told {
  id: string;
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: events have many shapes
  data: any;
}

class Reader {
  readonly told: Told[] = [];
  #text = '';
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Reads until an event of the type has come. */
  async until(type: string, holds: (told: Told) => boolean = () => true): Promise<Told> {
    for (;;) {
      const found = this.told.find((one) => one.type === type && holds(one));
      if (found) return found;
      const { value, done } = await this.#reader.read();
      if (done)
        throw new Error(`The stream ended before ${type}; told were ${this.told.map((one) => one.type)}`);
      this.#take(value);
    }
  }

  cancel = () => this.#reader.cancel();

  #take(text: string): void {
    const parts = (this.#text + text).split('\n\n');
    this.#text = parts.pop()!;
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
      this.told.push({ id: field('id'), type: field('event'), data: JSON.parse(field('data')) });
    }
  }
}

async function open(query = '', headers: Record<string, string> = {}): Promise<Reader> {
  const response = await fetch(`${stage.url}/v2/events${query}`, {
    headers: { accept: 'text/event-stream', ...headers },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  return new Reader(response.body!);
}

describe('the event stream', () => {
  it('begins with its own event and tells a deployment from its start to its end', async () => {
    const reader = await open();
    expect((await reader.until('event_stream_attached')).data).toMatchObject({
      eventType: 'event_stream_attached',
      remoteAddress: '127.0.0.1',
    });
    const { headers } = await stage.post('/v2/apps', web);
    const id = headers.get('marathon-deployment-id');
    const success = await reader.until('deployment_success');
    expect(success.data).toMatchObject({ id, plan: { id } });
    expect(success.data.timestamp).toMatch(/^\d{4}-.*Z$/);
    const types = reader.told.map(({ type }) => type);
    for (const type of [
      'api_post_event',
      'deployment_info',
      'instance_changed_event',
      'status_update_event',
      'deployment_step_success',
    ]) {
      expect(types).toContain(type);
    }
    expect(types.indexOf('deployment_info')).toBeLessThan(types.indexOf('deployment_success'));
    const states = reader.told
      .filter(({ type }) => type === 'status_update_event')
      .map(({ data }) => data.taskStatus);
    expect(states.at(-1)).toBe('TASK_RUNNING');
    expect(new Set(states).size).toBe(states.length);
    await reader.cancel();
  });

  it('tells only what is asked for, and plans in short', async () => {
    const reader = await open(
      '?event_type=deployment_success&event_type=app_terminated_event&plan-format=light',
    );
    await stage.deploy(web);
    expect(Object.keys((await reader.until('deployment_success')).data.plan)).toEqual(['id', 'version']);
    await stage.delete('/v2/apps/web');
    expect((await reader.until('app_terminated_event')).data.appId).toBe('/web');
    expect(new Set(reader.told.map(({ type }) => type))).toEqual(
      new Set(['deployment_success', 'app_terminated_event']),
    );
    await reader.cancel();
  });

  it('tells how tasks end', async () => {
    await stage.deploy(web);
    const reader = await open('?event_type=status_update_event');
    const [agent] = stage.agents;
    const [taskId] = agent!.assignments.keys();
    await agent!.say(taskId!, 'failed', { reason: 'Exited', message: 'exit code 7' });
    const told = await reader.until('status_update_event', ({ data }) => data.taskStatus === 'TASK_FAILED');
    expect(told.data).toMatchObject({ taskId, appId: '/web', message: 'exit code 7', host: 'node-0' });
    await reader.cancel();
  });

  it('tells a deployment that was cancelled as failed, and never as a success', async () => {
    await stage.deploy(web);
    const reader = await open();
    stage.agents[0]!.obeys = false;
    const { deploymentId } = (await stage.put('/v2/apps/web', { cmd: 'sleep 2' })).body;
    await stage.delete(`/v2/deployments/${deploymentId}?force=true`);
    const failed = await reader.until('deployment_failed');
    expect(failed.data).toMatchObject({ id: deploymentId, plan: { id: deploymentId } });
    const types = reader.told.map(({ type }) => type);
    expect(types).toContain('deployment_step_failure');
    expect(types).not.toContain('deployment_success');
    await reader.cancel();
  });

  it('tells one that another took over as failed', async () => {
    await stage.deploy(web);
    const reader = await open();
    stage.agents[0]!.obeys = false;
    const { deploymentId } = (await stage.put('/v2/apps/web', { cmd: 'sleep 2' })).body;
    await stage.put('/v2/apps/web?force=true', { cmd: 'sleep 3' });
    expect((await reader.until('deployment_failed')).data.id).toBe(deploymentId);
    await reader.cancel();
  });

  it('misses nothing over a lost connection', async () => {
    const first = await open();
    const { id } = await first.until('event_stream_attached');
    await first.cancel();
    await stage.deploy(web);
    const second = await open('', { 'last-event-id': id });
    expect((await second.until('deployment_success')).data.plan.id).toBeTruthy();
    await second.cancel();
  });

  it('needs to be asked for as a stream: 405', async () => {
    expect((await stage.get('/v2/events', { accept: 'application/json' })).status).toBe(405);
  });
});
