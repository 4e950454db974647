import { ok, type TaskId, type TemplateHash } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appRouter } from './app-router.ts';
import type { Context } from './context.ts';
import type { LogBatch } from './follow-logs.ts';
import { LineCutter } from './log-lines.ts';
import {
  deploymentRecord,
  replicaSetRecord,
  ScriptedStream,
  TablePlane,
  taskRecord,
  templateRecord,
  testServices,
} from './testing/index.ts';

let plane: TablePlane;
let streams: ScriptedStream[];
let abort: AbortController;
let backlogBytes: number;

const running = (id: string) => taskRecord(id, { nodeId: 'n1', state: 'running', startedAtMs: 1 });

beforeEach(() => {
  plane = new TablePlane();
  streams = [];
  abort = new AbortController();
  backlogBytes = 0;
  plane.stream = () => {
    const stream = new ScriptedStream();
    streams.push(stream);
    return ok(stream);
  };
  plane.commit(
    { table: 'templates', key: 'h1', value: templateRecord('h1') },
    { table: 'deployments', key: 'd1', value: deploymentRecord('d1') },
    { table: 'replicaSets', key: 's1', value: replicaSetRecord('s1') },
    { table: 'tasks', key: 't1', value: running('t1') },
    { table: 'tasks', key: 't2', value: running('t2') },
  );
});
afterEach(() => abort.abort());

function caller() {
  const actor = { name: 'ana', via: 'api' } as const;
  const context: Context = {
    ...testServices(plane),
    actor,
    rights: { level: 'viewer', namespaces: null },
    backlogBytes: () => backlogBytes,
    expiresAtMs: null,
  };
  return appRouter.createCaller(context, { signal: abort.signal });
}

async function opened(count: number): Promise<void> {
  while (streams.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('tasks.logs', () => {
  it('gives the lines that the node has, in order of time, and then is over', async () => {
    const answer = caller().tasks.logs({ task: 'web-t1', tailLines: 5 });
    await opened(1);
    streams[0]?.say('two\nthr', { atMs: 2 });
    streams[0]?.say('ee\n', { atMs: 3 });
    streams[0]?.say('one\n', { atMs: 1, channel: 'stderr' });
    streams[0]?.finish();
    const { lines, truncated } = await answer;
    expect(lines.map(({ text, stream }) => [text, stream])).toEqual([
      ['one', 'stderr'],
      ['two', 'stdout'],
      ['three', 'stdout'],
    ]);
    expect(lines[0]).toMatchObject({ taskId: 't1', taskName: 'web-t1', container: 'web' });
    expect(truncated).toBe(false);
    expect(plane.requests).toMatchObject([
      { kind: 'logs', taskId: 't1', container: 'web', follow: false, tailLines: 5 },
    ]);
  });

  it('stops at what fits into one answer', async () => {
    const answer = caller().tasks.logs({ task: 't1' });
    await opened(1);
    for (let count = 0; count < 100; count += 1) streams[0]?.say(`${'x'.repeat(50_000)}\n`);
    expect((await answer).truncated).toBe(true);
    expect(streams[0]?.isClosed).toBe(true);
  });

  it('says why there are none', async () => {
    const answer = caller().tasks.logs({ task: 't1' });
    await opened(1);
    streams[0]?.finish('The node went away.');
    await expect(answer).rejects.toThrow('The node went away.');
    await expect(caller().tasks.logs({ task: 't1', container: 'db' })).rejects.toThrow(/no container db/);
    await expect(caller().tasks.logs({ task: 'nothing' })).rejects.toThrow(/no task nothing/);
  });
});

describe('tasks.olderLogs', () => {
  const minuteMs = 60_000;
  const untilMs = 10 * minuteMs;

  /** Answers every stream that is opened with the lines of its task that are not older than it asks for. */
  function answerFrom(lines: Record<string, [atMs: number, text: string][]>): void {
    plane.stream = () => {
      const stream = new ScriptedStream();
      streams.push(stream);
      const request = plane.requests.at(-1)!;
      const sinceMs = request.kind === 'logs' ? (request.sinceMs ?? 0) : 0;
      queueMicrotask(() => {
        for (const [atMs, text] of lines[request.taskId] ?? [])
          if (atMs >= sinceMs && !stream.isClosed) stream.say(`${text}\n`, { atMs });
        stream.finish();
      });
      return ok(stream);
    };
  }
  const texts = ({ lines }: { lines: { text: string }[] }) => lines.map(({ text }) => text);

  it('merges what the replicas wrote before a moment, the newest of it, and says that there is more', async () => {
    answerFrom({
      t1: [1, 3, 5, 7].map((minute) => [minute * minuteMs, `one ${minute}`]),
      t2: [2, 6, 10, 11].map((minute) => [minute * minuteMs, `two ${minute}`]),
    });
    const older = caller().tasks.olderLogs({ deployment: 'web', untilMs, limit: 3 });
    expect(texts(await older)).toEqual(['one 5', 'two 6', 'one 7']);
    expect((await older).more).toBe(true);
  });

  it('looks further back where a few minutes hold little, as far as it was asked to', async () => {
    answerFrom({ t1: [[minuteMs, 'long ago']] });
    expect(await caller().tasks.olderLogs({ task: 't1', untilMs })).toMatchObject({
      lines: [{ text: 'long ago' }],
      more: false,
    });
    const since = caller().tasks.olderLogs({ task: 't1', untilMs, sinceMs: 2 * minuteMs });
    expect(await since).toEqual({ lines: [], more: false });
  });

  it('needs the task or the deployment', async () => {
    await expect(caller().tasks.olderLogs({ untilMs })).rejects.toThrow(/either the task or the deployment/);
  });
});

describe('tasks.followLogs', () => {
  const follow = async (input: object) => {
    const stream = (await caller().tasks.followLogs(input as never)) as AsyncGenerator<LogBatch>;
    return { next: async () => (await stream.next()).value as LogBatch, stream };
  };

  it('merges the replicas of a deployment, each line with its task, and picks up new ones', async () => {
    const { next } = await follow({ deployment: 'web' });
    const first = next();
    await opened(2);
    streams[0]?.say('from one\n');
    expect((await first).lines).toMatchObject([{ taskId: 't1', text: 'from one' }]);
    const second = next();
    plane.commit({ table: 'tasks', key: 't3', value: running('t3') });
    await opened(3);
    streams[2]?.say('from three\n');
    expect((await second).lines).toMatchObject([{ taskId: 't3', text: 'from three' }]);
  });

  const status = (name: string, state: 'waiting' | 'running' | 'exited') => ({
    ...{ name, state, runtimeId: '', startedAtMs: null, finishedAtMs: null, exitCode: null, signal: null },
    ...{ outOfMemory: false, ready: false, started: false, imageId: '' },
  });

  /** `t1` is in what runs before its program. */
  function initializing(): void {
    const { template } = plane.view.get('templates', 'h1' as TemplateHash)!;
    const initContainers = [{ ...template.containers[0]!, name: 'migrate' }];
    const waiting = taskRecord('t1', {
      ...{ nodeId: 'n1', state: 'starting', containers: [status('web', 'waiting')] },
      initContainers: [status('migrate', 'running')],
    });
    plane.commit(
      {
        table: 'templates',
        key: 'h1',
        value: { ...templateRecord('h1'), template: { ...template, initContainers } },
      },
      { table: 'tasks', key: 't1', value: waiting },
    );
  }

  it('merges a replica that is still in what runs before its program, and one that gets there', async () => {
    initializing();
    const { next } = await follow({ deployment: 'web' });
    const first = next();
    await opened(2);
    streams[0]?.say('migrated\n');
    expect((await first).lines).toMatchObject([{ taskId: 't1', container: 'migrate', text: 'migrated' }]);
    const second = next();
    const { initContainers } = plane.view.get('tasks', 't1' as TaskId)!;
    const another = taskRecord('t3', { nodeId: 'n1', state: 'starting', initContainers });
    plane.commit({ table: 'tasks', key: 't3', value: another });
    await opened(3);
    streams[2]?.say('migrated, too\n');
    expect((await second).lines).toMatchObject([{ taskId: 't3', container: 'migrate' }]);
  });

  it('reads what runs before the program, and goes on with the program when it starts', async () => {
    initializing();
    const { next } = await follow({ task: 't1' });
    const first = next();
    await opened(1);
    streams[0]?.say('migrated\n');
    streams[0]?.finish();
    expect(await first).toMatchObject({ lines: [{ container: 'migrate', text: 'migrated' }], ended: [] });
    const second = next();
    const containers = [status('web', 'running')];
    const initDone = [status('migrate', 'exited')];
    plane.commit({
      ...{ table: 'tasks', key: 't1' },
      value: { ...running('t1'), containers, initContainers: initDone },
    });
    await opened(2);
    streams[1]?.say('serves\n');
    expect((await second).lines).toMatchObject([{ container: 'web', text: 'serves' }]);
    const only = caller().tasks.logs({ task: 't1', container: 'migrate' });
    await opened(3);
    streams[2]?.finish();
    expect((await only).lines).toEqual([]);
  });

  it('says when a task has ended, and is over when it was the only one', async () => {
    const { next, stream } = await follow({ task: 't1' });
    const batch = next();
    await opened(1);
    streams[0]?.say('last words');
    streams[0]?.finish();
    expect(await batch).toMatchObject({
      lines: [{ text: 'last words' }],
      ended: [{ taskId: 't1', error: null }],
    });
    expect((await stream.next()).done).toBe(true);
  });

  it('holds the nodes back when nobody reads, and says what was lost at last', async () => {
    const { next } = await follow({ task: 't1' });
    const first = next();
    await opened(1);
    streams[0]?.say('first\n');
    await first;
    backlogBytes = 10_000_000;
    const second = next();
    for (let count = 0; count < 6_000; count += 1) streams[0]?.say(`line ${count}\n`);
    expect(streams[0]?.isPaused).toBe(true);
    backlogBytes = 0;
    const { lines, dropped } = await second;
    expect(lines).toHaveLength(5_000);
    expect(dropped).toBe(1_000);
    expect(lines.at(-1)?.text).toBe('line 5999');
    expect(streams[0]?.isPaused).toBe(false);
  });

  it('lets go of everything when the reader goes', async () => {
    const { next } = await follow({ deployment: 'web' });
    const waiting = next();
    await opened(2);
    abort.abort();
    await waiting;
    expect(streams.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it.each([{}, { task: 't1', deployment: 'web' }])('refuses %j: one of the two is needed', async (input) => {
    await expect(follow(input)).rejects.toThrow(/either the task or the deployment/);
  });
});

describe('LineCutter', () => {
  it('joins what was cut in the middle of a character, and does not wait for ever', () => {
    const lines: string[] = [];
    const cutter = new LineCutter((text) => lines.push(text));
    const bytes = new TextEncoder().encode('grün\r\nrot');
    for (const byte of bytes) cutter.push(Uint8Array.of(byte), null);
    expect(lines).toEqual(['grün']);
    cutter.end();
    expect(lines).toEqual(['grün', 'rot']);
    cutter.push(new TextEncoder().encode('x'.repeat(20_000)), null);
    expect(lines).toHaveLength(3);
  });
});
