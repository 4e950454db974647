import type { AgentRequest, Command, NodeId, TaskId } from '@gantry/model';
import { beforeEach, describe, expect, test } from 'vitest';
import { bounds } from './bounds.ts';
import { aNode, aReport, hashOne } from './testing/builders.ts';
import { aHello, ScriptedAgent } from './testing/scripted-agent.ts';
import { TinyPlane } from './testing/tiny-plane.ts';

let tiny: TinyPlane;
beforeEach(async () => {
  tiny = await TinyPlane.start();
});

const web = (index: number) => `t-web-${index}` as TaskId;
const kill = (task: TaskId) => ({ type: 'task.kill', task, graceSeconds: null, reason: '' }) as const;
const dropEnded: Command = {
  type: 'deployment.delete',
  ...{ namespace: 'default', name: 'web', planHash: null, graceSeconds: null },
};

describe('letting in', () => {
  test('a join token gets an id, a key of its own, and the terms', async () => {
    const agent = await tiny.connect();
    expect(agent.welcome).toMatchObject({
      leaseMs: 40_000,
      heartbeatMs: 5_000,
      assignments: [],
      templates: {},
    });
    expect(agent.welcome.revision).toBe(tiny.plane.view.revision);
    expect(tiny.keys.matches(agent.welcome.nodeId, agent.welcome.key ?? '')).toBe(true);
    expect(tiny.plane.isConnected(agent.welcome.nodeId)).toBe(true);
  });

  test('the key opens from then on, across a restart of the control plane, and is not given again', async () => {
    const first = await tiny.connect();
    await tiny.restart();
    const again = await tiny.connect(first.returningHello());
    expect(again.welcome).toMatchObject({ nodeId: first.welcome.nodeId, key: null });
  });

  test.each([
    ['a wrong join token', aHello({ credential: { kind: 'join', token: 'guess' } }), 'unauthenticated'],
    ['a key without an id', aHello({ credential: { kind: 'key', key: 'x' } }), 'unauthenticated'],
    [
      'an unknown id',
      aHello({ nodeId: 'n7' as NodeId, credential: { kind: 'key', key: 'x' } }),
      'unauthenticated',
    ],
    ['a join token with the id of a node', aHello({ nodeId: 'n1-0' as NodeId }), 'unauthenticated'],
  ])('%s is refused, and nothing changes', async (_, hello, code) => {
    await tiny.connect();
    const before = tiny.plane.view.revision;
    const agent = await tiny.connect(hello);
    expect(agent.heard).toEqual([expect.objectContaining({ type: 'refused', code })]);
    expect(agent.closedBecause).not.toBeNull();
    expect(tiny.plane.view.revision).toBe(before);
  });

  test("a node's key does not open another node", async () => {
    const one = await tiny.connect();
    const two = await tiny.connect(aHello({ node: aNode({ name: 'two' }) }));
    const thief = await tiny.connect({ ...one.returningHello(), nodeId: two.welcome.nodeId });
    expect(thief.all('refused')).toHaveLength(1);
    expect(two.closedBecause).toBeNull();
  });

  test('whoever says anything but hello first, or nothing in time, is turned away', async () => {
    const rude = new ScriptedAgent();
    tiny.plane.connectAgent(rude);
    rude.heartbeat();
    const silent = new ScriptedAgent();
    tiny.plane.connectAgent(silent);
    await tiny.clock.advance(bounds.helloWithinMs);
    expect([rude, silent].map((agent) => agent.all('refused')[0]?.code)).toEqual(['malformed', 'malformed']);
  });

  test('strangers are bounded, and the known are not counted among them', async () => {
    const known = await tiny.connect();
    const strangers = Array.from({ length: bounds.strangers }, () => new ScriptedAgent());
    for (const stranger of strangers) tiny.plane.connectAgent(stranger);
    expect((await tiny.connect(known.returningHello())).all('refused')[0]?.code).toBe('overloaded');
    strangers[0]!.close('gives up');
    expect((await tiny.connect(known.returningHello())).all('welcome')).toHaveLength(1);
  });

  test('of two agents with one identity the later stays, and the node counts as connected throughout', async () => {
    const first = await tiny.connect();
    const second = await tiny.connect(first.returningHello());
    expect(first.all('refused')[0]?.code).toBe('superseded');
    expect(first.closedBecause).not.toBeNull();
    expect(second.all('welcome')).toHaveLength(1);
    expect(tiny.inputs('disconnect')).toEqual([]);
    await tiny.scale(1);
    expect([first.all('assign').length, second.all('assign').length]).toEqual([0, 1]);
  });

  test('one that is gone before its welcome leaves no session behind', async () => {
    const agent = new ScriptedAgent();
    tiny.plane.connectAgent(agent);
    agent.say(aHello());
    agent.close('network');
    await tiny.clock.settle();
    const [node] = tiny.plane.view.all('nodes');
    expect(tiny.plane.isConnected(node!.id)).toBe(false);
    expect(tiny.inputs('disconnect')).toEqual([{ kind: 'disconnect', nodeId: node!.id }]);
  });

  test('a removed node is told, cut off, and its key is worthless', async () => {
    const agent = await tiny.connect();
    await tiny.submit({ type: 'node.remove', node: agent.welcome.nodeId });
    expect(agent.all('refused')[0]?.code).toBe('removed');
    expect((await tiny.connect(agent.returningHello())).all('refused')[0]?.code).toBe('unauthenticated');
  });
});

describe('assignments', () => {
  test('a commit is one frame for each node that it concerns', async () => {
    const one = await tiny.connect();
    const two = await tiny.connect(aHello({ node: aNode({ name: 'two' }) }));
    await tiny.scale(5);
    const tasks = (agent: ScriptedAgent) =>
      agent.all('assign').map(({ assignments }) => assignments.map(({ taskId }) => taskId));
    expect(tasks(one)).toEqual([[web(0), web(2), web(4)]]);
    expect(tasks(two)).toEqual([[web(1), web(3)]]);
    expect(Object.keys(one.all('assign')[0]!.templates)).toEqual([hashOne]);
    expect(one.all('assign')[0]!.revision).toBe(tiny.plane.view.revision);
  });

  test('who comes back gets everything in full', async () => {
    const agent = await tiny.connect();
    await tiny.scale(3);
    await tiny.restart();
    const again = await tiny.connect(agent.returningHello());
    expect(again.welcome.assignments.map(({ taskId }) => taskId)).toEqual([web(0), web(1), web(2)]);
    expect(again.welcome.assignments).toEqual(agent.all('assign')[0]!.assignments);
    expect(Object.keys(again.welcome.templates)).toEqual([hashOne]);
  });

  test('what an agent reports is not sent back to it', async () => {
    const agent = await tiny.connect();
    await tiny.scale(1);
    agent.report(1, { taskId: web(0), state: 'running' });
    await tiny.clock.settle();
    expect(agent.all('assign')).toHaveLength(1);
    await tiny.submit(kill(web(0)));
    expect(agent.all('assign').at(-1)!.assignments).toMatchObject([{ taskId: web(0), desired: 'stopped' }]);
  });

  test('a task whose record is gone is forgotten, also by an agent that came back since', async () => {
    const agent = await tiny.connect();
    await tiny.scale(1);
    agent.report(1, { taskId: web(0), state: 'failed' });
    await tiny.clock.settle();
    agent.close('network');
    const again = await tiny.connect(agent.returningHello());
    expect(again.welcome.assignments).toMatchObject([{ taskId: web(0), desired: 'stopped' }]);
    await tiny.submit(dropEnded);
    expect(again.all('assign').map(({ forget }) => forget)).toEqual([[web(0)]]);
  });

  test('an agent that is behind in reading gets one frame later, with how it is then', async () => {
    const agent = await tiny.connect();
    agent.backlogBytes = bounds.softBacklogBytes + 1;
    await tiny.scale(1);
    await tiny.submit(kill(web(0)));
    await tiny.clock.advance(1_000);
    expect(agent.all('assign')).toEqual([]);
    agent.backlogBytes = 0;
    await tiny.clock.advance(bounds.backlogRetryMs);
    expect(agent.all('assign').map(({ assignments }) => assignments)).toEqual([
      [expect.objectContaining({ taskId: web(0), desired: 'stopped' })],
    ]);
  });

  test('an agent that does not read at all is cut off', async () => {
    const agent = await tiny.connect();
    agent.backlogBytes = bounds.hardBacklogBytes + 1;
    await tiny.scale(1);
    expect(agent.closedBecause).toMatch(/does not read/);
    expect(tiny.plane.isConnected(agent.welcome.nodeId)).toBe(false);
  });
});

describe('what agents say', () => {
  test('a report is acknowledged when it is durable, under its number', async () => {
    const agent = await tiny.connect();
    await tiny.scale(1);
    agent.report(7, { taskId: web(0), state: 'running' });
    expect(agent.all('ack')).toEqual([]);
    await tiny.clock.settle();
    expect(agent.all('ack')).toEqual([{ type: 'ack', sequence: 7 }]);
    expect(tiny.plane.view.get('tasks', web(0))?.state).toBe('running');
  });

  test("a node cannot speak for another node's tasks, in a report or in its hello", async () => {
    const one = await tiny.connect();
    const two = await tiny.connect(aHello({ node: aNode({ name: 'two' }) }));
    await tiny.scale(2);
    const lie = { taskId: web(1), state: 'failed' } as const;
    one.report(1, lie, { taskId: web(0), state: 'running' });
    await tiny.clock.settle();
    await tiny.connect({ ...one.returningHello(), tasks: [aReport(lie)] });
    expect(tiny.plane.view.get('tasks', web(1))?.state).toBe('assigned');
    expect(tiny.plane.view.get('tasks', web(0))?.state).toBe('running');
    expect(two.closedBecause).toBeNull();
    expect(tiny.plane.metricsText()).toContain('gantry_agent_foreign_reports_total 1');
  });

  test('the text of a report is cut to what a record may hold', async () => {
    const agent = await tiny.connect();
    await tiny.scale(1);
    agent.report(1, { taskId: web(0), message: 'x'.repeat(100_000) });
    await tiny.clock.settle();
    expect(tiny.inputs('report')[0]!.tasks[0]!.message.length).toBeLessThan(5_000);
  });

  test('a heartbeat is stamped on receipt, and brings the usage, which goes with the connection', async () => {
    const agent = await tiny.connect();
    const { nodeId } = agent.welcome;
    const heard: unknown[] = [];
    const unhear = tiny.plane.hearUsage((...measured) => heard.push(measured));
    agent.heartbeat();
    const atMs = tiny.clock.nowMs();
    const usage = { cpuMillisUsed: 10, memoryBytesUsed: 20, tasks: [] };
    expect(tiny.plane.usageOf(nodeId)).toEqual(usage);
    unhear();
    agent.heartbeat();
    expect(heard).toEqual([[nodeId, usage]]);
    await tiny.clock.advance(1_000);
    await tiny.scale(1);
    expect(tiny.inputs('heartbeat')).toEqual([{ kind: 'heartbeat', nodeId, atMs }]);
    agent.close('network');
    expect(tiny.plane.usageOf(nodeId)).toBeNull();
  });

  test('a new description reaches the engine', async () => {
    const agent = await tiny.connect();
    agent.say({ type: 'describe', node: aNode({ runtimes: [] }) });
    await tiny.clock.settle();
    expect(tiny.inputs('describe')).toEqual([
      { kind: 'describe', nodeId: agent.welcome.nodeId, node: aNode({ runtimes: [] }) },
    ]);
  });

  test('a second hello ends the connection', async () => {
    const agent = await tiny.connect();
    agent.say(agent.returningHello());
    expect(agent.all('refused')[0]?.code).toBe('malformed');
  });

  test('a connection over which nothing comes for a lease is closed; heartbeats keep it open', async () => {
    const silent = await tiny.connect();
    const alive = await tiny.connect(aHello({ node: aNode({ name: 'two' }) }));
    for (let second = 0; second < 100; second += 5) {
      alive.heartbeat();
      await tiny.clock.advance(5_000);
    }
    expect(silent.closedBecause).toMatch(/nothing was heard/);
    expect(alive.closedBecause).toBeNull();
  });

  test('after standing still, every node gets a new lease, and no connection is blamed', async () => {
    const agent = await tiny.connect();
    tiny.clock.freeze(600_000);
    await tiny.clock.advance(1_000);
    const atMs = tiny.clock.nowMs();
    await tiny.scale(1);
    expect(agent.closedBecause).toBeNull();
    expect(tiny.inputs('heartbeat')).toEqual([
      expect.objectContaining({ nodeId: agent.welcome.nodeId, atMs: expect.closeTo(atMs, -4) }),
    ]);
  });
});

describe('streams', () => {
  const logs = (taskId: TaskId): AgentRequest => ({
    kind: 'logs',
    ...{ taskId, container: null, follow: false, tailLines: null, sinceMs: null, timestamps: false },
  });

  test("go to the task's node and back", async () => {
    const agent = await tiny.connect();
    await tiny.scale(1);
    const opened = tiny.plane.openStream(logs(web(0)), { name: 'ada', via: 'api' });
    if (!opened.ok) throw new Error(opened.error.message);
    const read: string[] = [];
    opened.value.onData((_, data) => read.push(Buffer.from(data).toString()));
    const { requestId } = agent.all('request')[0]!;
    const dataBase64 = btoa('hello\n');
    agent.say({ type: 'stream-data', requestId, channel: 'stdout', dataBase64, atMs: null });
    agent.say({ type: 'stream-end', requestId, exitCode: 0, error: null });
    expect(read).toEqual(['hello\n']);
    expect(await opened.value.ended).toMatchObject({ exitCode: 0, error: null });
  });

  test('end with the connection, and say so', async () => {
    const agent = await tiny.connect();
    await tiny.scale(1);
    const opened = tiny.plane.openStream(logs(web(0)), { name: 'ada', via: 'api' });
    agent.close('network');
    expect(opened.ok && (await opened.value.ended).error).toMatch(/was lost: network/);
  });

  test('are refused for a task that is not there, on no node, or on one that is not connected', async () => {
    await tiny.scale(1);
    const codeOf = (taskId: TaskId) => {
      const opened = tiny.plane.openStream(logs(taskId), { name: 'ada', via: 'api' });
      return opened.ok ? null : opened.error.code;
    };
    expect(codeOf('t-none' as TaskId)).toBe('not_found');
    expect(codeOf(web(0))).toBe('unavailable');
    const agent = await tiny.connect();
    await tiny.scale(2);
    expect(codeOf(web(1))).toBeNull();
    agent.close('network');
    expect(codeOf(web(1))).toBe('unavailable');
  });
});
