import type { Replica } from '@gantry/engine';
import type { TaskId, TaskRecord } from '@gantry/model';
import { expect, test } from 'vitest';
import { AssignmentFeed } from './assignment.ts';
import { aTask, aTemplate, hashOne, nodeOne, nodeTwo } from './testing/builders.ts';
import { commitTo, replicaWith } from './testing/replica-with.ts';
import { createMemoryVault } from './vault.ts';

const t1 = 't1' as TaskId;
const t2 = 't2' as TaskId;

function replicaOf(...tasks: TaskRecord[]): Replica {
  return replicaWith(
    { table: 'templates', key: hashOne, value: { hash: hashOne, template: aTemplate() } },
    ...tasks.map((value) => ({ table: 'tasks', key: value.id, value }) as const),
  );
}

function save(replica: Replica, value: TaskRecord): void {
  commitTo(replica, { table: 'tasks', key: value.id, value });
}

const nothing = { assignments: [], forget: [], templates: {} };

test('tells a task once, with its template', () => {
  const replica = replicaOf(aTask());
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  const frame = feed.frame(replica.view, [t1]);
  expect(frame.assignments).toMatchObject([{ taskId: t1, desired: 'running', templateHash: hashOne }]);
  expect(frame.templates).toEqual({ [hashOne]: aTemplate() });
  expect(feed.frame(replica.view, [t1])).toEqual(nothing);
});

test("what the agent reported itself is no news to it; a person's wish is", () => {
  const replica = replicaOf(aTask());
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  feed.frame(replica.view, [t1]);
  save(replica, aTask({ state: 'running', ready: true, readyAtMs: 5 }));
  expect(feed.frame(replica.view, [t1])).toEqual(nothing);
  save(replica, aTask({ state: 'running', desired: 'stopped', stopGraceSeconds: 3 }));
  expect(feed.frame(replica.view, [t1]).assignments).toMatchObject([
    { desired: 'stopped', stopGraceSeconds: 3 },
  ]);
});

test('a template is sent again only when no told task used it any more', () => {
  const replica = replicaOf(aTask(), aTask({ id: t2 }));
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  feed.frame(replica.view, [t1]);
  expect(feed.frame(replica.view, [t2]).templates).toEqual({});
  commitTo(replica, { table: 'tasks', key: t1, value: null }, { table: 'tasks', key: t2, value: null });
  expect(feed.frame(replica.view, [t1, t2])).toEqual({ ...nothing, forget: [t1, t2] });
  save(replica, aTask());
  expect(Object.keys(feed.frame(replica.view, [t1]).templates)).toEqual([hashOne]);
});

test('an ended task stays assigned, stopped, for its logs; it is forgotten with its record', () => {
  const replica = replicaOf(aTask({ state: 'lost' }));
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  expect(feed.frame(replica.view, [t1]).assignments).toMatchObject([{ desired: 'stopped' }]);
  commitTo(replica, { table: 'tasks', key: t1, value: null });
  expect(feed.frame(replica.view, [t1])).toEqual({ ...nothing, forget: [t1] });
});

test("says nothing of other nodes' tasks", () => {
  const replica = replicaOf(aTask({ nodeId: nodeTwo }));
  const feed = new AssignmentFeed(nodeOne, createMemoryVault());
  expect(feed.frame(replica.view, [t1, t2])).toEqual(nothing);
});
