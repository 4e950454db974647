import type { EngineAnswer } from '@gantry/engine';
import type { Command, CommandId, Commit } from '@gantry/model';
import { createMemoryStore, StaleWriterError, type Store, StoreFault } from '@gantry/store';
import { beforeEach, expect, test } from 'vitest';
import { CommitLoop } from './commit-loop.ts';
import { Inbox, type Outcome } from './inbox.ts';
import { silentLog } from './log.ts';
import { loopMetrics } from './loop-metrics.ts';
import { Metrics } from './metrics.ts';
import { ada, nodeOne, saveNamespace } from './testing/builders.ts';
import { TinyEngine } from './testing/tiny-engine.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

let clock: VirtualClock;
let engine: TinyEngine;
let store: Store;
let inbox: Inbox;
let loop: CommitLoop;
let told: Commit[];
let fatal: unknown[];
/** What each append does before the store's own. */
let beforeAppend: () => Promise<void>;

beforeEach(async () => {
  clock = new VirtualClock();
  engine = new TinyEngine();
  store = createMemoryStore();
  inbox = new Inbox(100);
  told = [];
  fatal = [];
  beforeAppend = async () => {};
  const { fence } = await store.lead(new AbortController().signal);
  loop = new CommitLoop({
    ...{ engine, inbox, clock, fence, log: silentLog, metrics: loopMetrics(new Metrics()) },
    store: { ...store, append: (commit, by) => beforeAppend().then(() => store.append(commit, by)) },
    onCommit: (commit) => told.push(commit),
    onFatal: (error) => fatal.push(error),
  });
});

function submit(name: string): Promise<Outcome> {
  return submitCommand(saveNamespace(name), name);
}

function submitCommand(command: Command, id: string): Promise<Outcome> {
  return new Promise((settle) => {
    const commandId = id as CommandId;
    expect(inbox.put({ input: { kind: 'command', commandId, actor: ada, command }, settle })).toBe(true);
    loop.wake();
  });
}

const done = expect.objectContaining({ kind: 'done' });
const dropped = (error: unknown) => ({ kind: 'dropped', error });
const durableRevision = async () => (await store.load()).revision;

test('what came together is decided, written and answered together', async () => {
  const answers = Promise.all(['a', 'b', 'c'].map(submit));
  await clock.settle();
  expect(await answers).toEqual([done, done, done]);
  expect(told).toEqual([expect.objectContaining({ revision: 1 })]);
  expect(await store.history(0, 10)).toEqual(told);
  expect(engine.view.revision).toBe(1);
});

test('nobody is told anything before it is durable', async () => {
  const disk = Promise.withResolvers<void>();
  beforeAppend = () => disk.promise;
  let answered = false;
  const answer = submit('a').finally(() => {
    answered = true;
  });
  await clock.settle();
  expect({ answered, told, adopted: engine.view.revision }).toEqual({
    answered: false,
    told: [],
    adopted: 0,
  });
  disk.resolve();
  await clock.settle();
  expect(await answer).toEqual(done);
  expect(told).toHaveLength(1);
});

test('what arrives while a commit is written goes into the next one together', async () => {
  const disk = Promise.withResolvers<void>();
  beforeAppend = () => disk.promise;
  const first = submit('a');
  await clock.settle();
  const others = ['b', 'c', 'd'].map(submit);
  await clock.settle();
  disk.resolve();
  await clock.settle();
  await Promise.all([first, ...others]);
  expect(told.map(({ changes }) => changes.length)).toEqual([2, 6]);
});

test('subscribers are told of a commit before those whose command it was', async () => {
  let toldAtAnswer = -1;
  void submit('a').then(() => {
    toldAtAnswer = told.length;
  });
  await clock.settle();
  expect(toldAtAnswer).toBe(1);
});

test('a step that changes nothing writes nothing, and is answered', async () => {
  const answer = submitCommand({ type: 'namespace.delete', name: 'none' }, 'x');
  await clock.settle();
  expect(await answer).toMatchObject({ kind: 'done', answer: { result: { ok: false } } });
  expect(await durableRevision()).toBe(0);
});

test('goes on at once while the engine has more, and the next command is not held up', async () => {
  engine.moreSteps = 5;
  const answer = submit('a');
  await clock.settle();
  await answer;
  expect(told).toHaveLength(5);
  expect(engine.steps.slice(1).map(({ inputs }) => inputs)).toEqual([[], [], [], [], []]);
});

test("wakes at the engine's deadline with a tick, and not before", async () => {
  engine.wakeAtMs = clock.nowMs() + 10_000;
  loop.wakeNow();
  await clock.advance(9_999);
  expect(engine.steps).toHaveLength(1);
  engine.wakeAtMs = null;
  await clock.advance(1);
  expect(engine.steps.map(({ inputs }) => inputs)).toEqual([[], [{ kind: 'tick' }]]);
  await clock.advance(100_000);
  expect(engine.steps).toHaveLength(2);
});

test('a deadline in the past does not make it spin', async () => {
  engine.wakeAtMs = 1;
  loop.wakeNow();
  await clock.advance(1_000);
  expect(engine.steps.length).toBeLessThan(250);
});

test('heartbeats wait for a step and are no reason for one', async () => {
  inbox.heartbeat(nodeOne, 7);
  loop.wake();
  await clock.settle();
  const answer = submit('a');
  await clock.settle();
  await answer;
  const inputs = engine.steps.flatMap((step) => step.inputs);
  expect(inputs[0]).toEqual({ kind: 'heartbeat', nodeId: nodeOne, atMs: 7 });
});

test('on a full disk commands are refused, agents wait, and all is well once there is space', async () => {
  const full = new StoreFault('full', 'No space is left.');
  beforeAppend = () => Promise.reject(full);
  const command = submit('a');
  const registered = new Promise<Outcome>((settle) => {
    inbox.put({ input: { kind: 'register', nodeId: null, node: nodeDescription, tasks: [] }, settle });
  });
  await clock.settle();
  expect(await command).toEqual(dropped(full));
  expect(loop.trouble).toBe(full);
  expect({ told, adopted: engine.view.revision, fatal }).toEqual({ told: [], adopted: 0, fatal: [] });
  const stepsWhileFull = engine.steps.length;
  await clock.advance(10_000);
  expect(engine.steps.length - stepsWhileFull).toBeLessThanOrEqual(11);
  beforeAppend = async () => {};
  await clock.advance(1_000);
  expect(await registered).toEqual(done);
  expect(loop.trouble).toBeNull();
  const again = submit('a');
  await clock.settle();
  expect(await again).toEqual(done);
});

const nodeDescription = {
  ...{ name: 'one', address: '', labels: {}, attributes: {}, runtimes: [], ports: [], agentVersion: '' },
  resources: { cpuMillis: 1, memoryBytes: 1, diskBytes: 0, gpus: 0 },
};

test.each([
  ['a newer leader', new StaleWriterError('Fence 1 is not the newest.')],
  ['a failing disk', new StoreFault('io', 'The store failed.')],
  ['anything unknown', new Error('what?')],
])('%s ends it: nothing is told, what waits is dropped, and nothing more is tried', async (_, error) => {
  beforeAppend = () => Promise.reject(error);
  const first = submit('a');
  await clock.settle();
  expect(await first).toEqual(dropped(error));
  expect({ told, fatal, adopted: engine.view.revision }).toEqual({ told: [], fatal: [error], adopted: 0 });
  beforeAppend = async () => {};
  loop.wake();
  await clock.advance(60_000);
  expect(engine.steps).toHaveLength(1);
});

test('a command on which the engine throws is dropped alone; those that came with it go on', async () => {
  const answers = Promise.all(['a', 'boom', 'b', 'c'].map(submit));
  await clock.settle();
  expect(await answers).toEqual([done, dropped(expect.objectContaining({ message: 'boom' })), done, done]);
  const names = (await store.load()).tables.namespaces.map(({ name }) => name);
  expect(names).toEqual(['a', 'b', 'c']);
});

test('an engine that throws at every tick is asked ever more rarely, and commands are still taken', async () => {
  engine.wakeAtMs = clock.nowMs();
  const step = engine.step.bind(engine);
  let throws = 0;
  engine.step = (input) => {
    if (input.inputs.some(({ kind }) => kind === 'command')) return step(input);
    throws += 1;
    throw new Error('planner bug');
  };
  loop.wakeNow();
  await clock.advance(60_000);
  expect(throws).toBeGreaterThan(3);
  expect(throws).toBeLessThan(10);
  const answer = submit('a');
  await clock.settle();
  expect(await answer).toEqual(done);
  expect(fatal).toEqual([]);
});

test('ending waits for what is being written, and tells it; the rest is dropped', async () => {
  const disk = Promise.withResolvers<void>();
  beforeAppend = () => disk.promise;
  const first = submit('a');
  await clock.settle();
  const second = submit('b');
  const stopping = new Error('stopping');
  const ended = loop.end(stopping);
  disk.resolve();
  await clock.settle();
  await ended;
  expect(await first).toEqual(done);
  expect(await second).toEqual(dropped(stopping));
  expect(await durableRevision()).toBe(1);
});

test('the same command id gets the first answer, now or later', async () => {
  const twice = Promise.all([
    submitCommand(saveNamespace('a'), 'id'),
    submitCommand(saveNamespace('b'), 'id'),
  ]);
  await clock.settle();
  const [first, second] = (await twice) as { answer: EngineAnswer }[];
  const later = submitCommand(saveNamespace('c'), 'id');
  await clock.settle();
  expect(second).toEqual(first);
  expect(await later).toEqual(first);
  expect((await store.load()).tables.namespaces).toHaveLength(1);
});
