import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallFailed } from './connection.ts';
import { type Handlers, Scheduler, type SchedulerOptions } from './scheduler.ts';
import { ScriptedPlane } from './testing/scripted-plane.ts';

let plane: ScriptedPlane;
let scheduler: Scheduler | null = null;
beforeEach(async () => {
  plane = await ScriptedPlane.open();
});
afterEach(async () => {
  scheduler?.stop();
  await plane.close();
});

function start(handlers: Partial<Handlers> = {}, over: Partial<SchedulerOptions> = {}) {
  const troubles: string[] = [];
  scheduler = new Scheduler({
    url: plane.url,
    token: 'secret',
    framework: { name: 'test', roles: ['web'] },
    handlers: {
      offers: () => {},
      update: () => {},
      trouble: ({ message }) => troubles.push(message),
      ...handlers,
    },
    ...over,
  });
  const end = scheduler.run().then(
    () => null,
    (error: Error) => error,
  );
  return { scheduler, end, troubles };
}

const status = (task: string, uuid?: string) => ({
  task_id: { value: task },
  agent_id: { value: 'n1' },
  state: 'TASK_RUNNING',
  ...(uuid === undefined ? {} : { uuid }),
});
const anOffer = { id: { value: 'o1' }, agent_id: { value: 'n1' }, hostname: 'a', resources: [] };

describe('a connection', () => {
  test('subscribes with the token, and answers on its stream', async () => {
    const { scheduler: one } = start({ offers: (offers) => one.decline(offers, 60) });
    const { call, authorization } = (await plane.calls('SUBSCRIBE'))[0]!;
    expect([authorization, call.framework_id]).toEqual(['Bearer secret', undefined]);
    expect(call.subscribe.framework_info).toMatchObject({ name: 'test', roles: ['web'] });
    plane.send({ type: 'OFFERS', offers: { offers: [anOffer] } });
    const [declined] = await plane.calls('DECLINE');
    expect(declined).toMatchObject({
      streamId: 'stream-1',
      call: {
        framework_id: { value: 'f1' },
        decline: { offer_ids: [{ value: 'o1' }], filters: { refuse_seconds: 60 } },
      },
    });
  });

  test('that is cut comes back as the same framework, on its new stream', async () => {
    const ids: string[] = [];
    const { scheduler: one } = start({ subscribed: (id) => void ids.push(id) });
    await expect.poll(() => ids).toEqual(['f1']);
    plane.cut();
    const again = (await plane.calls('SUBSCRIBE', 2))[1]!;
    expect(again.call).toMatchObject({
      framework_id: { value: 'f1' },
      subscribe: { framework_info: { id: { value: 'f1' } } },
    });
    await expect.poll(() => ids).toEqual(['f1', 'f1']);
    await one.revive();
    expect((await plane.calls('REVIVE'))[0]?.streamId).toBe('stream-2');
  });

  test('of an earlier run’s framework subscribes with its id', async () => {
    start({}, { frameworkId: 'f7' });
    expect((await plane.calls('SUBSCRIBE'))[0]?.call.framework_id).toEqual({ value: 'f7' });
  });

  test('that falls silent for three heartbeats is given up and made anew', async () => {
    plane.onCall = (call, response) => {
      if (call.type === 'SUBSCRIBE') plane.openStream(response, 0.02);
      return call.type === 'SUBSCRIBE';
    };
    const { troubles } = start();
    await plane.calls('SUBSCRIBE', 2);
    expect(troubles[0]).toMatch(/abort|heartbeat/i);
  });

  test('that is refused for now is tried again', async () => {
    let refusals = 0;
    plane.onCall = (call, response) => {
      if (call.type !== 'SUBSCRIBE' || refusals === 2) return false;
      refusals += 1;
      response.writeHead(refusals === 1 ? 503 : 429).end('Not yet.');
      return true;
    };
    const { troubles } = start();
    await plane.calls('SUBSCRIBE', 3);
    expect(troubles).toEqual(['503: Not yet.', '429: Not yet.']);
  });

  test('that is not let in ends, with what is wrong', async () => {
    plane.onCall = (_call, response) => {
      response.writeHead(401).end('The token is wrong.');
      return true;
    };
    const { end } = start();
    expect(await end).toMatchObject({ status: 401, message: '401: The token is wrong.' });
  });

  test('ends when the framework was removed', async () => {
    const { end } = start();
    await plane.calls('SUBSCRIBE');
    plane.send({ type: 'ERROR', error: { message: 'Framework has been removed' } });
    expect((await end)?.message).toBe('Framework has been removed');
  });

  test('to a standby goes to the leader, with everything that follows', async () => {
    const standby = await ScriptedPlane.open();
    try {
      standby.onCall = (_call, response) => {
        response.writeHead(307, { location: `${plane.url.slice('http:'.length)}/api/v1/scheduler` }).end();
        return true;
      };
      const { scheduler: one } = start({}, { url: standby.url });
      await expect.poll(() => one.frameworkId).toBe('f1');
      await one.kill('t1');
      expect((await plane.calls('KILL'))[0]?.call.kill).toEqual({ task_id: { value: 't1' } });
    } finally {
      await standby.close();
    }
  });
});

describe('updates', () => {
  test('are acknowledged when they were handled, in their order; those without a uuid are not', async () => {
    const handled: string[] = [];
    start({ update: ({ task_id }) => void handled.push(task_id.value) });
    await plane.calls('SUBSCRIBE');
    for (const [task, uuid] of [['a', 'u1'], ['b'], ['c', 'u3']] as const)
      plane.send({ type: 'UPDATE', update: { status: status(task, uuid) } });
    const acknowledged = await plane.calls('ACKNOWLEDGE', 2);
    expect(acknowledged.map(({ call }) => call.acknowledge.uuid)).toEqual(['u1', 'u3']);
    expect(handled).toEqual(['a', 'b', 'c']);
  });

  test('that a handler throws at are not acknowledged, and the stream goes on', async () => {
    const { troubles } = start({
      update: ({ task_id }) => {
        if (task_id.value === 'bad') throw new Error('It broke.');
      },
    });
    await plane.calls('SUBSCRIBE');
    plane.send({ type: 'UPDATE', update: { status: status('bad', 'u1') } });
    plane.send({ type: 'UPDATE', update: { status: status('good', 'u2') } });
    const acknowledged = await plane.calls('ACKNOWLEDGE');
    expect(acknowledged.map(({ call }) => call.acknowledge.uuid)).toEqual(['u2']);
    expect(troubles).toEqual(['It broke.']);
  });
});

describe('calls', () => {
  test('that are refused throw the status and the reason', async () => {
    plane.onCall = (call, response) => {
      if (call.type !== 'REVIVE') return false;
      response.writeHead(403).end('Framework is not subscribed');
      return true;
    };
    const { scheduler: one } = start();
    await expect.poll(() => one.frameworkId).toBe('f1');
    const refused = await one.revive().catch((error) => error);
    expect(refused).toBeInstanceOf(CallFailed);
    expect(refused).toMatchObject({ status: 403, message: '403: Framework is not subscribed' });
  });

  test('teardown ends the framework and the run', async () => {
    const { scheduler: one, end } = start();
    await expect.poll(() => one.frameworkId).toBe('f1');
    await one.teardown();
    expect(await end).toBeNull();
    expect(await plane.calls('TEARDOWN')).toHaveLength(1);
  });

  test('teardown is no failure where the removal is told before the answer', async () => {
    const { scheduler: one, end } = start();
    await expect.poll(() => one.frameworkId).toBe('f1');
    const asked = one.teardown();
    plane.send({ type: 'ERROR', error: { message: 'Framework has been removed' } });
    await asked;
    expect(await end).toBeNull();
  });

  test('rescinded offers and lost agents are told; an executor’s end is not an agent’s', async () => {
    const told: string[] = [];
    start({ rescinded: (id) => void told.push(id), agentLost: (id) => void told.push(id) });
    await plane.calls('SUBSCRIBE');
    plane.send({ type: 'RESCIND', rescind: { offer_id: { value: 'o1' } } });
    plane.send({ type: 'FAILURE', failure: { agent_id: { value: 'n1' }, executor_id: { value: 'e' } } });
    plane.send({ type: 'FAILURE', failure: { agent_id: { value: 'n2' } } });
    await expect.poll(() => told).toEqual(['o1', 'n2']);
  });
});
