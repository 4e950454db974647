import type { EngineInput } from '@gantry/engine';
import type { CommandId, NodeId, TaskId } from '@gantry/model';
import { expect, test } from 'vitest';
import { Inbox, type Outcome } from './inbox.ts';
import { ada, aNode, aReport, nodeOne, nodeTwo, saveNamespace } from './testing/builders.ts';

const command = (id: string): EngineInput => ({
  kind: 'command',
  commandId: id as CommandId,
  actor: ada,
  command: saveNamespace(id),
});
const report = (nodeId: NodeId, tasks: string[], session = 1): EngineInput => ({
  kind: 'report',
  nodeId,
  session,
  tasks: tasks.map((id) => aReport({ taskId: id as TaskId })),
});
const disconnect = (nodeId: NodeId): EngineInput => ({ kind: 'disconnect', nodeId });
const silent = (input: EngineInput) => ({ input, settle: () => {} });
const all = (inbox: Inbox) => inbox.take(Number.POSITIVE_INFINITY);
const kinds = (inbox: Inbox) => all(inbox).map(({ input }) => input.kind);

test('gives out what came in, in its order, up to the limit', () => {
  const inbox = new Inbox(10);
  for (const id of ['a', 'b', 'c']) inbox.put(silent(command(id)));
  expect(inbox.take(2).map(({ input }) => input)).toEqual([command('a'), command('b')]);
  expect(all(inbox).map(({ input }) => input)).toEqual([command('c')]);
  expect(all(inbox)).toEqual([]);
});

test('takes no more commands than its bound, but always what agents say', () => {
  const inbox = new Inbox(2);
  expect([1, 2, 3].map((id) => inbox.put(silent(command(`c${id}`))))).toEqual([true, true, false]);
  expect(inbox.put(silent(report(nodeOne, ['t1'])))).toBe(true);
  inbox.take(1);
  expect(inbox.put(silent(command('c4')))).toBe(true);
});

test('merges the reports of a node to the newest of each task, and answers each of them', () => {
  const inbox = new Inbox(10);
  const settled: Outcome[] = [];
  const settle = (outcome: Outcome) => settled.push(outcome);
  inbox.put({ input: report(nodeOne, ['t1', 't2']), settle });
  inbox.put(silent(report(nodeTwo, ['t3'])));
  const newer = aReport({ taskId: 't2' as TaskId, state: 'failed' });
  inbox.put({ input: { kind: 'report', nodeId: nodeOne, session: 1, tasks: [newer] }, settle });
  const taken = all(inbox);
  expect(taken).toHaveLength(2);
  expect(taken[0]!.input).toEqual({
    ...report(nodeOne, ['t1']),
    tasks: [aReport({ taskId: 't1' as TaskId }), newer],
  });
  taken[0]!.settle({ kind: 'done', answer: null });
  expect(settled).toHaveLength(2);
});

test('does not merge across sessions, a new connection, or the end of one', () => {
  const inbox = new Inbox(10);
  inbox.put(silent(report(nodeOne, ['t1'], 1)));
  inbox.put(silent(report(nodeOne, ['t1'], 2)));
  inbox.put(silent(disconnect(nodeOne)));
  inbox.put(silent(report(nodeOne, ['t1'], 2)));
  inbox.put(silent({ kind: 'register', nodeId: nodeOne, node: aNode(), tasks: [] }));
  inbox.put(silent(report(nodeOne, ['t1'], 3)));
  expect(kinds(inbox)).toEqual(['report', 'report', 'disconnect', 'report', 'register', 'report']);
});

test('does not merge into a report that was taken', () => {
  const inbox = new Inbox(10);
  inbox.put(silent(report(nodeOne, ['t1'])));
  all(inbox);
  inbox.put(silent(report(nodeOne, ['t2'])));
  expect(all(inbox).map(({ input }) => input)).toEqual([report(nodeOne, ['t2'])]);
});

test('counts reported tasks towards the limit, but never gives out nothing', () => {
  const inbox = new Inbox(10);
  const many = Array.from({ length: 50 }, (_, index) => `t${index}`);
  inbox.put(silent(report(nodeOne, many)));
  inbox.put(silent(report(nodeTwo, many)));
  expect(inbox.take(10)).toHaveLength(1);
  expect(inbox.take(60)).toHaveLength(1);
});

test('keeps one heartbeat a node, gives it out first, and does not count it', () => {
  const inbox = new Inbox(10);
  inbox.put(silent(command('a')));
  inbox.heartbeat(nodeOne, 5);
  inbox.heartbeat(nodeOne, 9);
  expect(inbox.size).toBe(1);
  expect(all(inbox).map(({ input }) => input)).toEqual([
    { kind: 'heartbeat', nodeId: nodeOne, atMs: 9 },
    command('a'),
  ]);
});

test('what is put back comes first again, and a newer heartbeat wins', () => {
  const inbox = new Inbox(2);
  inbox.heartbeat(nodeOne, 5);
  inbox.heartbeat(nodeTwo, 5);
  for (const id of ['a', 'b']) inbox.put(silent(command(id)));
  const taken = all(inbox);
  inbox.heartbeat(nodeOne, 7);
  inbox.put(silent(disconnect(nodeTwo)));
  inbox.putBack(taken);
  expect(inbox.put(silent(command('c')))).toBe(false);
  const inputs = all(inbox).map(({ input }) => input);
  expect(inputs).toContainEqual({ kind: 'heartbeat', nodeId: nodeOne, atMs: 7 });
  expect(inputs.slice(2)).toEqual([command('a'), command('b'), disconnect(nodeTwo)]);
});
