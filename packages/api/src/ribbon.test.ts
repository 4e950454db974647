import type { Change, Commit, TaskRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { pointsSince, type ReadyCounts, RibbonFold, type RibbonPoint } from './ribbon.ts';
import { RibbonLine } from './ribbon-line.ts';
import { thin } from './ribbon-thin.ts';
import { Ribbons } from './ribbons.ts';
import { Tally } from './tally.ts';
import { deploymentRecord, TablePlane, taskRecord } from './testing/index.ts';

const deployment = deploymentRecord('d1', { name: 'web' });
const loose = { type: 'RollingUpdate', maxSurge: 1, maxUnavailable: 1 } as const;
const wanted = { desired: 3, floor: 3 };

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

function points(commits: Commit[], atEnd: ReadyCounts): RibbonPoint[] {
  const fold = new RibbonFold(deployment.id, commits[0]?.atMs ?? 0);
  for (const one of commits) fold.take(one);
  return fold.points({ wantedAtStart: wanted, atEnd });
}

const empty: ReadyCounts = { ready: {}, total: 0 };

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
    expect(points(commits, { ready: { 2: 1 }, total: 1 })).toEqual([
      { atMs: 10, ready: {}, total: 1, ...wanted },
      { atMs: 20, ready: { 1: 1 }, total: 1, ...wanted },
      { atMs: 30, ready: { 1: 1 }, total: 2, ...wanted },
      { atMs: 40, ready: { 1: 1, 2: 1 }, total: 2, ...wanted },
      { atMs: 50, ready: { 2: 1 }, total: 1, ...wanted },
      { atMs: 60, ready: { 2: 1 }, total: 1, ...wanted },
    ]);
  });

  it('knows what was there before its window from how it is at its end', () => {
    const told = points([commit(100, ready('t2', 2, 90))], { ready: { 1: 1, 2: 1 }, total: 2 });
    expect(told).toEqual([{ atMs: 100, ready: { 1: 1, 2: 1 }, total: 2, ...wanted }]);
    const ends = [commit(100, pending('t9', 2, 100)), commit(120, stopped('t1', 1))];
    expect(points(ends, { ready: {}, total: 1 }).map(({ total }) => total)).toEqual([2, 1]);
  });

  it('follows the wanted number of replicas', () => {
    const scaled = { ...deployment, spec: { ...deployment.spec, replicas: 5, strategy: loose } };
    const commits: Commit[] = [
      commit(10, pending('t1', 1, 10)),
      { revision: 2, atMs: 20, changes: [{ table: 'deployments', key: 'd1', value: scaled }] },
    ];
    expect(points(commits, { ready: {}, total: 1 }).map(({ desired, floor }) => [desired, floor])).toEqual([
      [3, 3],
      [5, 4],
    ]);
  });

  it('is not disturbed by other deployments', () => {
    const others = [commit(10, taskRecord('t1', { deploymentId: 'd2' }), 't9')];
    expect(points(others, empty)).toEqual([{ atMs: 10, ...empty, ...wanted }]);
  });

  it('shows only the part that is asked for, counted from what was before', () => {
    const all = points(
      [commit(10, pending('t1', 1, 10)), commit(20, ready('t1', 1, 20)), commit(60, 't1')],
      empty,
    );
    expect(pointsSince(all, 50)).toEqual([
      { atMs: 50, ready: { 1: 1 }, total: 1, ...wanted },
      { atMs: 60, ready: {}, total: 0, ...wanted },
    ]);
  });

  it('keeps to the number of points that was asked for, and to the last one', () => {
    const all = points(
      Array.from({ length: 200 }, (_, index) => commit(10 + index, pending(`t${index}`, 1, 10 + index))),
      { ready: {}, total: 200 },
    );
    const few = thin(all, 50);
    expect(few.length).toBeLessThanOrEqual(51);
    expect(few.at(-1)).toMatchObject({ atMs: 209, total: 200 });
  });
});

describe('a ribbon that is followed', () => {
  it('stays as long as it may be, keeps what is new as it was, and of what is old the lowest', () => {
    const line = new RibbonLine({ desired: 2, floor: 2 });
    line.put(ready('t1', 1, 5));
    line.begin(10);
    for (let turn = 1; turn <= 5_000; turn += 1) {
      const [up, down] = [
        ready('t2', 1, 20),
        taskRecord('t2', { revision: 1, createdAtMs: 20, state: 'running' }),
      ];
      line.move({ last: turn % 2 === 0 ? up : turn === 1 ? null : down, next: turn % 2 === 0 ? down : up });
      if (turn === 100) {
        line.move({ last: ready('t1', 1, 5), next: null });
        line.note(1_000 + turn, 200);
        line.move({ last: null, next: ready('t1', 1, 5) });
      } else line.note(1_000 + turn, 200);
    }
    expect(line.size).toBeLessThanOrEqual(200);
    const all = line.since(0);
    expect(all[0]?.atMs).toBe(10);
    expect(all.slice(-50).map(({ atMs }) => atMs)).toEqual(Array.from({ length: 50 }, (_, at) => 5_951 + at));
    expect(all.some(({ ready: counts }) => Object.keys(counts).length === 0)).toBe(true);
  });

  it('keeps what held for long and how each revision rose, whatever flaps after it', () => {
    const all = flappingLine().since(0);
    const held = (atMs: number) => all.findLast((point) => point.atMs <= atMs)?.ready;
    for (const points of [all, thin(all, 500)]) {
      const heldAt = (atMs: number) => points.findLast((point) => point.atMs <= atMs)?.ready;
      expect([heldAt(60_000), heldAt(80_000)]).toEqual([{ 1: 100 }, { 1: 100 }]);
      expect([heldAt(200_000), heldAt(230_000)]).toEqual([{ 2: 100 }, { 2: 100 }]);
      expect(points.at(-1)?.atMs).toBe(all.at(-1)?.atMs);
    }
    expect(held(100_000)).toMatchObject({ 1: expect.any(Number), 2: expect.any(Number) });
    const early = all.filter(({ atMs }) => atMs < 120_000);
    expect(early.filter(({ ready: counts }) => (counts[1] ?? 0) % 100).length).toBeGreaterThan(4);
  });
});

/** 100 of r1 rise and stay for 50 s, r2 takes their place within 60 s and stays for 100 s; then 50,000 flaps in 1,000 s. */
function flappingLine(): RibbonLine {
  const line = new RibbonLine({ desired: 100, floor: 50 });
  const mostPoints = 2_000;
  line.begin(0);
  const come = (id: string, revision: number, atMs: number) => {
    line.move({ last: null, next: ready(id, revision, atMs) });
    line.note(atMs, mostPoints);
  };
  for (let one = 0; one < 100; one += 1) come(`a${one}`, 1, 300 * (one + 1));
  for (let one = 0; one < 100; one += 1) {
    const atMs = 80_000 + 600 * (one + 1);
    line.move({ last: ready(`a${one}`, 1, 0), next: null });
    come(`b${one}`, 2, atMs);
  }
  const down = (id: string) => taskRecord(id, { revision: 2, createdAtMs: 20, state: 'running' });
  for (let turn = 0; turn < 50_000; turn += 1) {
    const id = `b${turn % 80}`;
    const isUp = Math.floor(turn / 80) % 2 === 0;
    line.move({
      last: isUp ? ready(id, 2, 0) : down(id),
      next: isUp ? down(id) : ready(id, 2, 0),
    });
    line.note(250_000 + turn * 20, mostPoints);
  }
  return line;
}

describe('ribbons', () => {
  /** A plane whose deployment came before the ribbons were followed, and how many commits are read for them. */
  function followed() {
    const plane = new TablePlane();
    plane.commit(
      { table: 'deployments', key: 'd1', value: deployment },
      { table: 'tasks', key: 't1', value: pending('t1', 1, 10) },
    );
    const read = { commits: 0 };
    const history = {
      commits: async (after: number, limit: number) => {
        const commits = await plane.historyAfter(after, limit);
        read.commits += commits.length;
        return commits;
      },
      revisionAt: async () => ({ revision: 0, oldest: 0 }),
    };
    const ribbons = new Ribbons(plane, history, Tally.of(plane));
    const ask = () => ribbons.read(deployment, { windowSeconds: 5_000, maxPoints: 100 });
    return { plane, read, ribbons, ask };
  }

  it('read what was before they were followed once, and nothing of what happens since', async () => {
    const { plane, read, ask } = followed();
    const [first, same] = await Promise.all([ask(), ask()]);
    expect(first).toEqual(same);
    expect(first.points.at(-1)).toMatchObject({ total: 1 });
    for (let number = 2; number <= 500; number += 1) {
      plane.nowMs += 1;
      plane.commit({ table: 'tasks', key: `t${number}`, value: ready(`t${number}`, 1, plane.nowMs) });
    }
    expect((await ask()).points.at(-1)).toMatchObject({ total: 500, ready: { 1: 499 } });
    expect(read.commits).toBe(1);
  });

  it('read what was before them once, too, when they are asked from a moment on', async () => {
    const { plane, read, ribbons } = followed();
    const ask = () => ribbons.since(deployment, { fromAtMs: 0, maxPoints: 100 });
    await ask();
    const readAtFirst = read.commits;
    plane.nowMs += 1_000;
    plane.commit({ table: 'tasks', key: 't2', value: ready('t2', 1, plane.nowMs) });
    expect((await ask()).points.at(-1)).toMatchObject({ total: 2, ready: { 1: 1 } });
    expect(read.commits).toBe(readAtFirst);
  });

  it('keep what they read while only what was followed is asked for', async () => {
    const { plane, read, ribbons, ask } = followed();
    await ask();
    const readAtFirst = read.commits;
    await ribbons.since(deployment, { fromAtMs: plane.nowMs, maxPoints: 100 });
    await ask();
    expect(readAtFirst).toBeGreaterThan(0);
    expect(read.commits).toBe(readAtFirst);
  });

  it('read nothing for a deployment that came later', async () => {
    const { plane, read } = followed();
    const tally = Tally.of(plane);
    const history = { commits: () => Promise.reject(new Error('read')), revisionAt: plane.log.revisionAt };
    const ribbons = new Ribbons(plane, history, tally);
    const late = deploymentRecord('d2', { name: 'late' });
    plane.nowMs += 10;
    plane.commit({ table: 'deployments', key: 'd2', value: late });
    plane.commit({
      ...{ table: 'tasks', key: 'n1' },
      value: taskRecord('n1', { deploymentId: 'd2', state: 'running', ready: true }),
    } as Change);
    const ribbon = await ribbons.read(late, { windowSeconds: 5_000, maxPoints: 100 });
    expect(ribbon.points.at(-1)).toMatchObject({ ready: { 1: 1 }, total: 1 });
    expect(read.commits).toBe(0);
  });
});
