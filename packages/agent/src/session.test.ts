import type { NodeId, TaskId, TaskReport } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { silentLog } from './agent-log.ts';
import type { Identity } from './identity.ts';
import { Session, type SessionOptions } from './session.ts';
import { aNodeDescription, aReport } from './testing/builders.ts';
import { aWelcome, ScriptedControl } from './testing/scripted-control.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

interface Stage {
  clock: VirtualClock;
  control: ScriptedControl;
  session: Session;
  durable: TaskReport[];
  kept: { identity: Identity | null };
}

async function aSession(
  over: Partial<SessionOptions> = {},
  identity: Identity | null = null,
): Promise<Stage> {
  const clock = new VirtualClock();
  const control = new ScriptedControl();
  const durable: TaskReport[] = [];
  const kept = { identity };
  const session = new Session({
    clock,
    transport: control,
    identity: {
      load: async () => kept.identity,
      save: async (given) => {
        kept.identity = given;
      },
    },
    joinToken: 'join-me',
    log: silentLog,
    describe: () => aNodeDescription(),
    reports: () => [],
    heartbeat: () => ({ usage: [], cpuMillisUsed: 0, memoryBytesUsed: 0 }),
    onWelcome: () => {},
    onMessage: () => {},
    onDisconnect: () => {},
    onDurable: (report) => durable.push(report),
    ...over,
  });
  await session.start();
  return { clock, control, session, durable, kept };
}

async function welcomed(over: Partial<SessionOptions> = {}): Promise<Stage> {
  const stage = await aSession(over, { nodeId: 'n1' as NodeId, key: 'k' });
  stage.control.open();
  stage.control.say(aWelcome());
  await stage.clock.settle();
  return stage;
}

describe('session', () => {
  test('what became of the node between hello and welcome is told after the welcome, and what is known is not', async () => {
    let name = 'early';
    const describeNode = () => ({ ...aNodeDescription(), name });
    const stage = await aSession({ describe: describeNode }, { nodeId: 'n1' as NodeId, key: 'k' });
    stage.control.open();
    name = 'late';
    stage.session.describe();
    expect(stage.control.all('describe')).toEqual([]);
    stage.control.say(aWelcome());
    await stage.clock.settle();
    const told = () => stage.control.all('describe').map(({ node }) => node.name);
    expect(told()).toEqual(['late']);
    stage.session.describe();
    expect(told()).toEqual(['late']);
  });

  test('joins with the token once, then comes back with the key it was given', async () => {
    const { clock, control, kept } = await aSession();
    control.open();
    expect(control.last('hello')).toMatchObject({
      nodeId: null,
      credential: { kind: 'join', token: 'join-me' },
    });
    control.say(aWelcome({ nodeId: 'n7' as NodeId, key: 'secret' }));
    await clock.settle();
    expect(kept.identity).toEqual({ nodeId: 'n7', key: 'secret' });
    control.drop();
    await clock.advance(1_000);
    control.open();
    expect(control.last('hello')).toMatchObject({ nodeId: 'n7', credential: { kind: 'key', key: 'secret' } });
  });

  test('a key that could not be written down is written at the next welcome', async () => {
    let isDiskFull = true;
    const saved: Identity[] = [];
    const identity = {
      load: async () => null,
      save: async (given: Identity) => {
        if (isDiskFull) throw new Error('no space left');
        saved.push(given);
      },
    };
    const { clock, control } = await aSession({ identity });
    control.open();
    control.say(aWelcome({ key: 'secret' }));
    await clock.settle();
    isDiskFull = false;
    await clock.advance(1_000);
    control.open();
    expect(control.last('hello').credential).toEqual({ kind: 'key', key: 'secret' });
    control.say(aWelcome());
    await clock.settle();
    expect(saved).toEqual([{ nodeId: 'n1', key: 'secret' }]);
  });

  test('says that it lives every heartbeat, from the welcome on', async () => {
    const { clock, control } = await welcomed();
    expect(control.all('heartbeat')).toHaveLength(1);
    await clock.advance(15_000);
    expect(control.all('heartbeat')).toHaveLength(4);
  });

  test('reports of one moment go together, the newest of each task', async () => {
    const { clock, control, session } = await welcomed();
    session.report(aReport({ state: 'preparing' }));
    session.report(aReport({ taskId: 't2-0' as TaskId }));
    session.report(aReport({ state: 'running' }));
    await clock.settle();
    expect(control.all('report')).toHaveLength(1);
    expect(control.last('report').tasks.map(({ state }) => state)).toEqual(['running', 'running']);
  });

  test('one batch is under way at a time; news gather behind it', async () => {
    const { clock, control, session, durable } = await welcomed();
    session.report(aReport({ state: 'preparing' }));
    await clock.settle();
    session.report(aReport({ state: 'starting' }));
    session.report(aReport({ state: 'running' }));
    await clock.settle();
    expect(control.all('report')).toHaveLength(1);
    control.say({ type: 'ack', sequence: 1 });
    await clock.settle();
    expect(control.last('report')).toMatchObject({ sequence: 2, tasks: [{ state: 'running' }] });
    expect(durable.map(({ state }) => state)).toEqual(['preparing']);
  });

  test('sends again what is not acknowledged, under its number, until it is', async () => {
    const { clock, control, session, durable } = await welcomed();
    session.report(aReport());
    await clock.advance(12_000);
    expect(control.all('report').map(({ sequence }) => sequence)).toEqual([1, 1, 1]);
    control.say({ type: 'ack', sequence: 1 });
    control.say({ type: 'ack', sequence: 1 });
    await clock.advance(12_000);
    expect([control.all('report').length, durable.length]).toEqual([3, 1]);
  });

  test('after a lost connection everything is told again, and counts as delivered by the welcome', async () => {
    const reports = [aReport({ state: 'running' })];
    const { clock, control, session, durable } = await welcomed({ reports: () => reports });
    session.report(aReport({ state: 'running' }));
    await clock.settle();
    control.drop();
    await clock.advance(1_000);
    control.open();
    expect(control.last('hello').tasks).toEqual(reports);
    control.say(aWelcome());
    await clock.advance(6_000);
    expect(control.all('report')).toHaveLength(1);
    expect(durable).toHaveLength(2);
  });

  test('what happens between hello and welcome is reported after it', async () => {
    const { clock, control, session } = await aSession();
    control.open();
    session.report(aReport({ state: 'failed' }));
    await clock.settle();
    expect(control.all('report')).toHaveLength(0);
    control.say(aWelcome());
    await clock.settle();
    expect(control.last('report').tasks).toMatchObject([{ state: 'failed' }]);
  });

  test('reconnects for ever, less and less often, never more than 10 s apart', async () => {
    const { clock, control } = await aSession();
    const gaps: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      control.drop();
      const from = clock.elapsedMs();
      const before = control.connects;
      while (control.connects === before) await clock.advance(50);
      gaps.push(clock.elapsedMs() - from);
    }
    expect(gaps[0]).toBeLessThanOrEqual(500);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_050);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(5_000);
  });

  test('a welcome that does not come ends the try', async () => {
    const { clock, control } = await aSession();
    control.open();
    await clock.advance(20_000);
    expect(control.isOpen).toBe(false);
  });

  test('a refusal is tried again, but not often', async () => {
    const { clock, control } = await aSession();
    control.open();
    control.say({ type: 'refused', code: 'bad-token', message: 'the join token was used already' });
    await clock.advance(4_000);
    expect(control.connects).toBe(1);
    await clock.advance(7_000);
    expect(control.connects).toBe(2);
  });

  test.each(['{', '{"type":"nonsense"}', '{"type":"ack"}'])(
    'a message that makes no sense ends the connection: %s',
    async (text) => {
      const { clock, control } = await welcomed();
      control.sayText(text);
      await clock.settle();
      expect(control.isOpen).toBe(false);
    },
  );

  test('a message that cannot be carried out ends the connection, so that everything comes anew', async () => {
    const { clock, control } = await welcomed({
      onMessage: () => {
        throw new Error('no such template');
      },
    });
    control.say({ type: 'assign', revision: 2, assignments: [], forget: [], templates: {} });
    await clock.settle();
    expect(control.isOpen).toBe(false);
  });

  test('stopping ends the connection and leaves no timer', async () => {
    const { clock, session, control } = await welcomed();
    session.stop();
    expect([control.isOpen, clock.timers]).toEqual([false, 0]);
  });

  test('a request it does not know is answered, and neither it nor what follows of it ends the connection', async () => {
    const { clock, control } = await welcomed();
    control.sayText('{"type":"request","requestId":"r1","request":{"kind":"weather"}}');
    control.say({ type: 'stream-close', requestId: 'r1', half: false });
    await clock.settle();
    expect(control.last('stream-end')).toMatchObject({ requestId: 'r1', exitCode: null });
    expect(control.last('stream-end').error).toContain('does not know such a request (weather)');
    expect(control.isOpen).toBe(true);
    control.sayText('{"type":"weather"}');
    await clock.settle();
    expect(control.isOpen).toBe(false);
  });
});
