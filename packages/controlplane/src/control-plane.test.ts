import type { CommandId } from '@gantry/model';
import { createMemoryDisk, createMemoryStore, StaleWriterError, StoreFault } from '@gantry/store';
import { beforeEach, expect, test } from 'vitest';
import { createControlPlane } from './control-plane.ts';
import { createMemoryNodeKeys } from './node-keys.ts';
import { ada, saveNamespace } from './testing/builders.ts';
import { ScriptedAgent } from './testing/scripted-agent.ts';
import { TinyEngine } from './testing/tiny-engine.ts';
import { TinyPlane } from './testing/tiny-plane.ts';

let tiny: TinyPlane;
beforeEach(async () => {
  tiny = await TinyPlane.start();
});

const once = 'once' as CommandId;
const names = () => Array.from(tiny.plane.view.all('namespaces'), ({ name }) => name);

test('what was acknowledged is there after a crash, and the same command id gets the first answer', async () => {
  const first = tiny.plane.submit(saveNamespace('a'), ada, once);
  await tiny.clock.settle();
  await tiny.restart();
  expect(names()).toEqual(['a']);
  const again = tiny.plane.submit(saveNamespace('b'), ada, once);
  await tiny.clock.settle();
  expect(await again).toEqual(await first);
  expect(names()).toEqual(['a']);
});

test('commands without an id each get their own', async () => {
  expect(await tiny.submit(saveNamespace('a'))).not.toEqual(await tiny.submit(saveNamespace('b')));
  expect(names()).toEqual(['a', 'b']);
});

test('a rejection of the engine is handed on', async () => {
  const reply = await tiny.submit({ type: 'namespace.delete', name: 'none' });
  expect(reply).toMatchObject({ ok: false, error: { code: 'not_found' } });
});

test('subscribers get each commit from the revision they ask for, and null when that is too far back', async () => {
  await tiny.submit(saveNamespace('a'));
  const from = tiny.plane.view.revision;
  const heard: number[] = [];
  const stop = tiny.plane.subscribe(from, ({ revision }) => heard.push(revision));
  await tiny.submit(saveNamespace('b'));
  stop?.();
  await tiny.submit(saveNamespace('c'));
  expect(heard).toEqual([from + 1]);
  const replayed: number[] = [];
  tiny.plane.subscribe(0, ({ revision }) => replayed.push(revision));
  expect(replayed).toEqual([1, 2, 3]);
  await tiny.restart();
  expect(tiny.plane.subscribe(0, () => {})).toBeNull();
  expect(tiny.plane.subscribe(3, () => {})).not.toBeNull();
});

test('more commands than can wait are refused at once, with what to do', async () => {
  const replies = Array.from({ length: 5_000 }, (_, index) =>
    tiny.plane.submit(saveNamespace(`n${index}`), ada),
  );
  await tiny.clock.settle();
  const codes = (await Promise.all(replies)).map((reply) => (reply.ok ? 'ok' : reply.error.code));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(4_096);
  expect(codes.at(-1)).toBe('overloaded');
  expect(tiny.plane.metricsText()).toContain('gantry_refused_commands_total 904');
});

test('on a full disk a command is told so, at once while it lasts, and agents stay', async () => {
  const agent = await tiny.connect();
  const { append } = tiny.store;
  tiny.store.append = () => Promise.reject(new StoreFault('full', 'No space is left for /data.'));
  const refused = { ok: false, error: { code: 'storage_full', message: 'No space is left for /data.' } };
  expect(await tiny.submit(saveNamespace('a'))).toMatchObject(refused);
  expect(await tiny.plane.submit(saveNamespace('a'), ada)).toMatchObject(refused);
  expect(tiny.plane.trouble()).toBe('No space is left for /data.');
  expect(agent.closedBecause).toBeNull();
  tiny.store.append = append;
  await tiny.clock.advance(1_000);
  expect(tiny.plane.trouble()).toBeNull();
  expect(await tiny.submit(saveNamespace('a'))).toMatchObject({ ok: true });
});

test.each([
  ['another leader', new StaleWriterError('stale'), 'not_leader'],
  ['a broken disk', new StoreFault('io', 'The disk is broken.'), 'unavailable'],
])('%s ends it: the caller is told, the owner is told once, agents are let go', async (_, error, code) => {
  const agent = await tiny.connect();
  tiny.store.append = () => Promise.reject(error);
  expect(await tiny.submit(saveNamespace('a'))).toMatchObject({ ok: false, error: { code } });
  expect(tiny.fatal).toEqual([error]);
  expect(await tiny.plane.submit(saveNamespace('b'), ada)).toMatchObject({ ok: false, error: { code } });
  expect(agent.closedBecause).not.toBeNull();
  expect(tiny.plane.trouble()).toMatch(/failed/);
  expect(tiny.plane.metricsText()).toContain('gantry_leader 0');
});

test('a bug in the engine is a fault for its own caller, and nobody else', async () => {
  await expect(tiny.submit(saveNamespace('boom'))).rejects.toThrow('boom');
  expect(await tiny.submit(saveNamespace('a'))).toMatchObject({ ok: true });
  expect(tiny.fatal).toEqual([]);
});

test('stopping finishes what is being written, refuses the rest, and lets the next one lead', async () => {
  const agent = await tiny.connect();
  const last = tiny.plane.submit(saveNamespace('last'), ada);
  await tiny.clock.settle();
  const stopped = tiny.plane.stop();
  const late = tiny.plane.submit(saveNamespace('late'), ada);
  await tiny.clock.settle();
  await stopped;
  expect(await last).toMatchObject({ ok: true });
  expect(await late).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  expect(await tiny.plane.submit(saveNamespace('later'), ada)).toMatchObject({ ok: false });
  expect(agent.closedBecause).toBe('the control plane stops');
  const next = createMemoryStore(tiny.disk);
  expect((await next.lead(new AbortController().signal)).fence).toBe(2);
});

test('one that cannot load its state says why, and lets another lead', async () => {
  const disk = createMemoryDisk();
  const store = createMemoryStore(disk);
  store.load = () => Promise.reject(new StoreFault('corrupt', 'The store is damaged.'));
  const broken = createControlPlane({
    store,
    createEngine: (snapshot) => new TinyEngine(snapshot),
    agents: { openKeys: createMemoryNodeKeys, isJoinToken: () => true, leaseMs: 1, heartbeatMs: 1 },
    onFatal: () => {},
  });
  await expect(broken.start()).rejects.toThrow('The store is damaged.');
  expect((await createMemoryStore(disk).lead(new AbortController().signal)).fence).toBe(2);
});

test('before it leads it says so to everybody', async () => {
  const waiting = createControlPlane({
    store: createMemoryStore(tiny.disk),
    createEngine: (snapshot) => new TinyEngine(snapshot),
    agents: { openKeys: createMemoryNodeKeys, isJoinToken: () => true, leaseMs: 1, heartbeatMs: 1 },
    onFatal: () => {},
  });
  const patience = new AbortController();
  const started = waiting.start(patience.signal);
  expect(await waiting.submit(saveNamespace('a'), ada)).toMatchObject({ error: { code: 'not_leader' } });
  expect(waiting.trouble()).toMatch(/does not lead/);
  expect(() => waiting.view).toThrow(/does not lead/);
  const agent = new ScriptedAgent();
  waiting.connectAgent(agent);
  expect(agent.closedBecause).toMatch(/does not lead/);
  patience.abort(new Error('enough'));
  await expect(started).rejects.toThrow('enough');
});

test('time travel gives the state of a moment, as far back as the retention reaches', async () => {
  const momentsMs: number[] = [];
  for (let index = 0; index < 20; index++) {
    await tiny.submit(saveNamespace(`n${index}`));
    momentsMs.push(tiny.clock.nowMs());
    await tiny.clock.advance(1_000);
  }
  const countAt = async (atMs: number) => {
    const state = await tiny.plane.stateAt(atMs);
    return state.ok ? state.value.tables.namespaces.length : state.error.code;
  };
  expect(await Promise.all([0, momentsMs[0]!, momentsMs[9]! + 500, 9e15].map(countAt))).toEqual([
    0, 1, 10, 20,
  ]);
  await tiny.clock.advance(600_000);
  expect(await Promise.all([momentsMs[9]!, momentsMs[16]!, 9e15].map(countAt))).toEqual(['gone', 17, 20]);
  expect(await tiny.plane.historyAfter(18, 10)).toHaveLength(2);
});

test('the clock never goes back behind what was committed', async () => {
  await tiny.clock.advance(50_000);
  await tiny.submit(saveNamespace('a'));
  const committedMs = tiny.plane.now();
  const wall = tiny.clock.nowMs;
  Object.assign(tiny.clock, { nowMs: () => wall() - 3_600_000 });
  await tiny.restart();
  expect(tiny.plane.now()).toBeGreaterThanOrEqual(committedMs);
});

test('a check after each commit that throws stops everything', async () => {
  const { plane } = tiny;
  expect(plane.trouble()).toBeNull();
  const fatal: unknown[] = [];
  const checked = createControlPlane({
    store: createMemoryStore(),
    createEngine: (snapshot) => new TinyEngine(snapshot),
    agents: { openKeys: createMemoryNodeKeys, isJoinToken: () => true, leaseMs: 1_000, heartbeatMs: 1_000 },
    clock: tiny.clock,
    afterCommit: (_, view) => {
      if (view.count('namespaces') > 1) throw new Error('invariant');
    },
    onFatal: (error) => fatal.push(error),
  });
  await checked.start();
  const submit = async (name: string) =>
    (await Promise.all([checked.submit(saveNamespace(name), ada), tiny.clock.settle()]))[0];
  expect(await submit('a')).toMatchObject({ ok: true });
  expect(await submit('b')).toMatchObject({ ok: true });
  await expect(submit('c')).rejects.toThrow('invariant');
  expect(fatal).toEqual([expect.objectContaining({ message: 'invariant' })]);
  expect(checked.view.revision).toBe(2);
});
