import type { Change, Commit, TaskRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { RibbonFold } from './ribbon.ts';
import { Ribbons } from './ribbons.ts';
import { deploymentRecord, TablePlane, taskRecord } from './testing/index.ts';

const deployment = deploymentRecord('d1', { name: 'web' });

function commit(at: number, ...tasks: (TaskRecord | string)[]): Commit {
  const changes = tasks.map(
    (task): Change =>
      typeof task === 'string'
        ? { table: 'tasks', key: task, value: null }
        : { table: 'tasks', key: task.id, value: task },
  );
  return { revision: at, atMs: at, changes };
}

const pending = (id: string, revision: number, at: number) => taskRecord(id, { revision, createdAtMs: at });
const ready = (id: string, revision: number, at: number) =>
  taskRecord(id, { revision, createdAtMs: 10, state: 'running', ready: true, readyAtMs: at });
const stopped = (id: string, revision: number) =>
  taskRecord(id, { revision, createdAtMs: 10, state: 'stopped', readyAtMs: 20 });

function ribbon(commits: Commit[], tasksNow: TaskRecord[] = [], maxPoints = 100) {
  const sinceAtMs = commits[0]?.atMs ?? 0;
  const fold = new RibbonFold(deployment.id, sinceAtMs);
  for (const one of commits) fold.take(one);
  return fold.ribbon({ tasksNow, sinceAtMs, toAtMs: 1_000, desiredAtStart: 3, maxPoints });
}

describe('the ribbon', () => {
  it('counts ready tasks by revision as they come and go', () => {
    const commits = [
      commit(10, pending('t1', 1, 10)),
      commit(20, ready('t1', 1, 20)),
      commit(30, taskRecord('t2', { revision: 2, createdAtMs: 30 })),
      commit(40, ready('t2', 2, 40)),
      commit(50, stopped('t1', 1)),
      commit(60, 't1'),
    ];
    expect(ribbon(commits).points).toEqual([
      { atMs: 10, ready: {}, total: 1, desired: 3 },
      { atMs: 20, ready: { 1: 1 }, total: 1, desired: 3 },
      { atMs: 30, ready: { 1: 1 }, total: 2, desired: 3 },
      { atMs: 40, ready: { 1: 1, 2: 1 }, total: 2, desired: 3 },
      { atMs: 50, ready: { 2: 1 }, total: 1, desired: 3 },
      { atMs: 60, ready: { 2: 1 }, total: 1, desired: 3 },
    ]);
  });

  it('knows what was there before its window from the tasks that are there now', () => {
    const { points } = ribbon([commit(100, ready('t2', 2, 90))], [ready('t1', 1, 20)]);
    expect(points.at(-1)).toEqual({ atMs: 100, ready: { 1: 1, 2: 1 }, total: 2, desired: 3 });
    expect(points.every((point) => point.atMs >= 100)).toBe(true);
  });

  it('follows the wanted number of replicas', () => {
    const scaled = { ...deployment, spec: { ...deployment.spec, replicas: 5 } };
    const commits: Commit[] = [
      commit(10, pending('t1', 1, 10)),
      { revision: 2, atMs: 20, changes: [{ table: 'deployments', key: 'd1', value: scaled }] },
    ];
    expect(ribbon(commits).points.map(({ desired }) => desired)).toEqual([3, 5]);
  });

  it('is not disturbed by other deployments', () => {
    expect(ribbon([commit(10, taskRecord('t1', { deploymentId: 'd2' }), 't9')]).points).toEqual([]);
  });

  it('keeps to the number of points that was asked for, and to the last one', () => {
    const commits = Array.from({ length: 200 }, (_, index) =>
      commit(10 + index, pending(`t${index}`, 1, 10 + index)),
    );
    const { points, thinned } = ribbon(commits, [], 50);
    expect(points.length).toBeLessThanOrEqual(51);
    expect(thinned).toBe(true);
    expect(points.at(-1)).toMatchObject({ atMs: 209, total: 200 });
  });

  it('shows only the part that is asked for, counted from what was before', () => {
    const fold = new RibbonFold(deployment.id, 10);
    for (const one of [
      commit(10, pending('t1', 1, 10)),
      commit(20, ready('t1', 1, 20)),
      commit(60, stopped('t1', 1)),
    ]) {
      fold.take(one);
    }
    const { points } = fold.ribbon({
      tasksNow: [],
      sinceAtMs: 50,
      toAtMs: 100,
      desiredAtStart: 3,
      maxPoints: 9,
    });
    expect(points).toEqual([
      { atMs: 50, ready: { 1: 1 }, total: 1, desired: 3 },
      { atMs: 60, ready: {}, total: 0, desired: 3 },
    ]);
  });
});

describe('ribbons', () => {
  it('read each commit once, however often they are asked for', async () => {
    const plane = new TablePlane();
    const reads: number[] = [];
    const ribbons = new Ribbons(plane, {
      commits: async (after, limit) => {
        reads.push(after);
        return await plane.historyAfter(after, limit);
      },
      revisionAt: async () => ({ revision: 0, oldest: 0 }),
    });
    const read = () => ribbons.read(deployment, { windowSeconds: 60, maxPoints: 100 });
    plane.commit(
      { table: 'deployments', key: 'd1', value: deployment },
      { table: 'tasks', key: 't1', value: pending('t1', 1, 10) },
    );
    const [first, same] = await Promise.all([read(), read()]);
    expect(first).toEqual(same);
    plane.commit({ table: 'tasks', key: 't2', value: pending('t2', 1, 20) });
    expect((await read()).points.at(-1)).toMatchObject({ total: 2 });
    expect(reads).toEqual([0, 1]);
  });
});
