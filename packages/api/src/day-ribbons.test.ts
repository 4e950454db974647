import type { Change, DeploymentId, TaskRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { DayRibbons } from './day-ribbons.ts';
import { Tally } from './tally.ts';
import { deploymentRecord, replicaSetRecord, TablePlane, taskRecord } from './testing/index.ts';

const quarterMs = 900_000;
const dayMs = 96 * quarterMs;
const begunMs = 1_000 * dayMs;

const web = deploymentRecord('d1', { name: 'web', createdAtMs: begunMs });
const id = web.id as DeploymentId;
const put = (task: TaskRecord): Change => ({ table: 'tasks', key: task.id, value: task });
const gone = (key: string): Change => ({ table: 'tasks', key, value: null });
const ready = (key: string, revision = 1) =>
  put(taskRecord(key, { revision, state: 'running', ready: true, readyAtMs: begunMs }));
const stopped = (key: string, revision = 1) => put(taskRecord(key, { revision, state: 'stopped' }));
const deployment = (value = web): Change => ({ table: 'deployments', key: value.id, value });

function followed() {
  const plane = new TablePlane();
  plane.nowMs = begunMs;
  plane.commit({ table: 'replicaSets', key: 's1', value: replicaSetRecord('s1') });
  const days = new DayRibbons(plane, Tally.of(plane));
  const at = (quarters: number, ...changes: Change[]) => {
    plane.nowMs = begunMs + quarters * quarterMs;
    plane.commit(...changes);
  };
  return { plane, days, at, points: () => days.of(id)?.points };
}

describe('the last day of a deployment', () => {
  it('tells each quarter of an hour as it ended, with the fewest that were ready in it', () => {
    const { at, points } = followed();
    at(0, deployment(), ready('t1'), ready('t2'), ready('t3'));
    at(4.1, stopped('t1'), stopped('t2'));
    at(4.2, ready('t4', 2), ready('t5', 2));
    at(9, gone('t1'), gone('t2'), stopped('t3'), ready('t6', 2));
    expect(points()).toEqual([
      { atMs: begunMs, ready: { 1: 3 }, lowest: 3, desired: 3 },
      { atMs: begunMs + 4 * quarterMs, ready: { 1: 1, 2: 2 }, lowest: 1, desired: 3 },
      { atMs: begunMs + 9 * quarterMs, ready: { 2: 3 }, lowest: 3, desired: 3 },
    ]);
  });

  it('counts what changed at one moment as one, and nothing that changed nothing', () => {
    const { at, points } = followed();
    at(0, deployment(), ready('t1'));
    at(1, stopped('t1'), ready('t2'));
    at(
      2,
      ready('t2'),
      deployment(),
      put(taskRecord('t3', { deploymentId: 'd2', ready: true, state: 'running' })),
    );
    expect(points()).toMatchObject([{ lowest: 1 }, { ready: { 1: 1 }, lowest: 1 }]);
  });

  it('follows the wanted number, and forgets what is older than a day and what is deleted', () => {
    const { at, days, points } = followed();
    at(0, deployment(), ready('t1'));
    for (let quarter = 1; quarter <= 200; quarter += 1)
      at(quarter, deployment({ ...web, spec: { ...web.spec, replicas: 3 + (quarter % 2) } }));
    const told = points() ?? [];
    expect(told.length).toBe(97);
    expect(told.at(-1)).toMatchObject({ desired: 3, ready: { 1: 1 } });
    expect(told.at(-2)).toMatchObject({ desired: 4 });
    at(201, { table: 'deployments', key: 'd1', value: null }, gone('t1'));
    expect(days.of(id)).toBeNull();
  });

  it('begins with what the records still tell', () => {
    const { plane, at } = followed();
    at(0, deployment());
    at(1, put(taskRecord('t1', { state: 'running', ready: true, readyAtMs: begunMs + quarterMs })));
    const failed = { state: 'failed', readyAtMs: begunMs + quarterMs, finishedAtMs: begunMs + 3 * quarterMs };
    at(8, put(taskRecord('t2', failed as Partial<TaskRecord>)));
    const later = new DayRibbons(plane, Tally.of(plane)).of(id);
    expect(later).toMatchObject({ knownSinceMs: begunMs + 8 * quarterMs, revision: 1 });
    expect(later?.points.map(({ atMs, ready: of }) => [(atMs - begunMs) / quarterMs, of])).toEqual([
      [1, { 1: 2 }],
      [3, { 1: 1 }],
      [8, { 1: 1 }],
    ]);
  });

  it('goes on after its beginning with what it found', () => {
    const { plane } = followed();
    plane.commit(deployment(), ready('t1'), ready('t2'));
    const days = new DayRibbons(plane, Tally.of(plane));
    plane.nowMs += quarterMs;
    plane.commit(stopped('t1'));
    expect(days.of(id)?.points.at(-1)).toMatchObject({ ready: { 1: 1 }, lowest: 1 });
  });
});
