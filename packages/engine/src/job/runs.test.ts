import type { WantedJobPlan } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aMachine } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { aJob, batch, end, jobOf, liveTasks, named, settle, succeedAll } from '../testing/jobs.ts';

const at = (text: string) => Date.parse(text);

function clusterAt(text: string): Cluster {
  const cluster = new Cluster();
  cluster.nowMs = at(text);
  cluster.join(aMachine('n0'));
  return cluster;
}

const cron = (over: Partial<Extract<WantedJobPlan, { kind: 'cron' }>> = {}): WantedJobPlan => ({
  kind: 'cron',
  schedule: '*/5 * * * *',
  timeZone: 'UTC',
  overlap: 'allow',
  startDeadlineSeconds: null,
  keepSucceeded: 3,
  keepFailed: 1,
  run: batch(),
  ...over,
});

const build = (over: Partial<Extract<WantedJobPlan, { kind: 'build' }>> = {}): WantedJobPlan => ({
  kind: 'build',
  executors: 2,
  keepSucceeded: 2,
  keepFailed: 1,
  run: batch(),
  ...over,
});

const runs = (cluster: Cluster, name: string) => cluster.view.runsOf(jobOf(cluster, name).id);
const states = (cluster: Cluster, name: string) => runs(cluster, name).map(({ state }) => state);

const queue = (cluster: Cluster, runName: string | null = null, environment: Record<string, string> = {}) =>
  cluster.accept({ type: 'job.run', ...named('ci'), environment, labels: {}, annotations: {}, runName });

describe('a cron job', () => {
  test('[JB10] makes a run at each moment of its schedule, in its time zone', () => {
    const cluster = clusterAt('2026-03-01T00:59:00Z');
    cluster.accept(aJob('nightly', cron({ schedule: '30 2 * * *', timeZone: 'Europe/Berlin' })));
    expect(jobOf(cluster, 'nightly')).toMatchObject({
      state: 'idle',
      nextScheduledAtMs: at('2026-03-01T01:30:00Z'),
      lastScheduledAtMs: null,
    });
    cluster.advance(31 * 60);
    expect(runs(cluster, 'nightly')).toMatchObject([
      {
        name: `nightly-${at('2026-03-01T01:30:00Z') / 60_000}`,
        state: 'running',
        scheduledForAtMs: at('2026-03-01T01:30:00Z'),
      },
    ]);
    expect(jobOf(cluster, 'nightly')).toMatchObject({
      state: 'running',
      active: 1,
      lastScheduledAtMs: at('2026-03-01T01:30:00Z'),
      nextScheduledAtMs: at('2026-03-02T01:30:00Z'),
    });
    const [run] = runs(cluster, 'nightly');
    expect(liveTasks(cluster, run!.name)).toMatchObject([{ frameworkId: 'f0-4' }]);
  });

  test.each([
    ['allow', ['running', 'running']],
    ['forbid', ['running']],
    ['replace', ['cancelled', 'running']],
  ] as const)('[JB10] overlap %s', (overlap, expected) => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron({ overlap, keepFailed: 5 })));
    cluster.advance(300);
    settle(cluster);
    cluster.advance(300);
    settle(cluster);
    expect(states(cluster, 'tick')).toEqual(expected);
    if (overlap === 'forbid')
      expect(cluster.events('RunSkipped')).toEqual([
        expect.stringMatching(/still runs, and runs must not overlap\.$/),
      ]);
  });

  /** The control plane was away for so long. */
  function awayFor(cluster: Cluster, seconds: number): void {
    cluster.nowMs += seconds * 1000;
    cluster.step({ kind: 'tick' });
  }

  test('[JB10] of moments that were missed the newest is caught up with', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron()));
    awayFor(cluster, 17 * 60);
    expect(runs(cluster, 'tick').map(({ scheduledForAtMs }) => scheduledForAtMs)).toEqual([
      at('2026-03-01T00:15:00Z'),
    ]);
    expect(cluster.events('RunSkipped')).toEqual([
      '2 moments passed before this one; only the newest is caught up with.',
    ]);
    expect(jobOf(cluster, 'tick').nextScheduledAtMs).toBe(at('2026-03-01T00:20:00Z'));
  });

  test('[JB10] one that was missed by more than the start deadline is skipped', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron({ startDeadlineSeconds: 60 })));
    awayFor(cluster, 7 * 60);
    expect(states(cluster, 'tick')).toEqual([]);
    expect(cluster.events('RunSkipped')).toEqual([
      'A moment was missed by 120 s, more than the start deadline of 60 s.',
    ]);
  });

  test('[JB10] away for years, it goes on with the newest moment, at no cost', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron({ schedule: '* * * * *' })));
    awayFor(cluster, 5 * 365 * 86_400 + 30);
    expect(runs(cluster, 'tick')).toMatchObject([{ scheduledForAtMs: at('2031-02-28T00:00:00Z') }]);
    expect(cluster.events('RunSkipped')).toEqual([
      '100 moments or more passed before this one; only the newest is caught up with.',
    ]);
  });

  test('[JB4] suspended, it makes no run; resumed, it goes on with the next moment', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron()));
    cluster.accept({ type: 'job.suspend', ...named('tick') });
    cluster.advance(3_600);
    expect(jobOf(cluster, 'tick')).toMatchObject({ state: 'suspended', nextScheduledAtMs: null });
    cluster.accept({ type: 'job.resume', ...named('tick') });
    expect(states(cluster, 'tick')).toEqual([]);
    expect(jobOf(cluster, 'tick').nextScheduledAtMs).toBe(at('2026-03-01T01:05:00Z'));
  });

  test('[JB10] another schedule counts at once, and a run can be made now', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron()));
    cluster.accept(aJob('tick', cron({ schedule: '0 12 * * *' })));
    expect(jobOf(cluster, 'tick').nextScheduledAtMs).toBe(at('2026-03-01T12:00:00Z'));
    cluster.accept({
      type: 'job.run',
      ...named('tick'),
      environment: {},
      labels: {},
      annotations: {},
      runName: 'now',
    });
    expect(runs(cluster, 'tick')).toMatchObject([{ name: 'now', state: 'running', author: 'ada' }]);
  });

  test('[JB12] so many ended runs are kept of each kind of end', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron({ keepSucceeded: 2, keepFailed: 1 }), { retries: 0 }));
    for (const how of ['succeeded', 'failed', 'succeeded', 'failed', 'succeeded'] as const) {
      cluster.advance(300);
      settle(cluster);
      const run = runs(cluster, 'tick').find(({ finishedAtMs }) => finishedAtMs === null)!;
      end(cluster, liveTasks(cluster, run.name)[0]!, how);
    }
    cluster.advance(1);
    expect(states(cluster, 'tick')).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(jobOf(cluster, 'tick')).toMatchObject({ succeeded: 3, failed: 2 });
  });

  test('[JB13] deleted, its runs go with it', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron()));
    cluster.advance(300);
    settle(cluster);
    cluster.accept({ type: 'job.delete', ...named('tick'), graceSeconds: null });
    settle(cluster);
    for (const table of ['jobs', 'tasks', 'templates'] as const) expect(cluster.view.count(table)).toBe(0);
  });

  test('[JB1] it cannot be cancelled, only its runs', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('tick', cron()));
    expect(cluster.refusal({ type: 'job.cancel', ...named('tick'), reason: '' })).toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('a build job', () => {
  test('[JB11] executors appear as builds are queued, no more than there may be, and leave with their builds', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('ci', build()));
    expect(jobOf(cluster, 'ci')).toMatchObject({
      state: 'idle',
      message: 'Nothing is queued, so no executor runs.',
    });
    for (const name of ['one', 'two', 'three', 'four']) queue(cluster, name, { COMMIT: name });
    settle(cluster);
    expect(states(cluster, 'ci')).toEqual(['running', 'running', 'queued', 'queued']);
    expect(jobOf(cluster, 'ci')).toMatchObject({
      state: 'running',
      active: 2,
      message: '2 builds run, 2 wait.',
    });
    expect(liveTasks(cluster, 'one')).toMatchObject([{ frameworkId: 'f0-3' }]);
    expect(cluster.view.job('default', 'one')!.spec.environment).toEqual({ COMMIT: 'one' });
    succeedAll(cluster, 'two');
    settle(cluster);
    expect(states(cluster, 'ci')).toEqual(['running', 'succeeded', 'running', 'queued']);
    for (const name of ['one', 'three']) succeedAll(cluster, name);
    settle(cluster);
    succeedAll(cluster, 'four');
    cluster.advance(1);
    expect([...cluster.view.all('tasks')].every(({ state }) => state === 'succeeded')).toBe(true);
    expect(jobOf(cluster, 'ci')).toMatchObject({ state: 'idle', active: 0, succeeded: 4 });
    expect(states(cluster, 'ci')).toEqual(['succeeded', 'succeeded']);
  });

  test('[JB11] a queued build can be cancelled, and a suspended queue begins none', () => {
    const cluster = clusterAt('2026-03-01T00:00:00Z');
    cluster.accept(aJob('ci', build({ executors: 1, keepFailed: 5 }), { suspended: true }));
    queue(cluster, 'one');
    queue(cluster, 'two');
    expect(states(cluster, 'ci')).toEqual(['queued', 'queued']);
    cluster.accept({ type: 'job.cancel', ...named('one'), reason: '' });
    cluster.accept({ type: 'job.resume', ...named('ci') });
    expect(states(cluster, 'ci')).toEqual(['cancelled', 'running']);
  });
});

test('[OF1] each kind of job is a framework of its own, and its roles share as all do', () => {
  const cluster = new Cluster();
  cluster.join(
    aMachine('n0', { resources: { cpuMillis: 1_000, memoryBytes: 1_000_000_000, diskBytes: 0, gpus: 0 } }),
  );
  cluster.accept(aJob('a', batch({ completions: 20 }), { role: 'left' }));
  cluster.accept(aJob('b', batch({ completions: 20 }), { role: 'right' }));
  const placed = (name: string) => liveTasks(cluster, name).filter(({ nodeId }) => nodeId !== null).length;
  expect(placed('a')).toBe(10);
  cluster.join(
    aMachine('n1', { resources: { cpuMillis: 1_000, memoryBytes: 1_000_000_000, diskBytes: 0, gpus: 0 } }),
  );
  expect([placed('a'), placed('b')]).toEqual([10, 10]);
  expect([...cluster.view.all('frameworks')].map(({ id, kind, roles }) => [id, kind, roles])).toEqual([
    ['f0-1', 'batch', ['left', 'right']],
  ]);
});
