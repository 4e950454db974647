import type { Act } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../port.ts';
import { aMachine } from '../testing/builders.ts';
import { Cluster, person } from '../testing/cluster.ts';
import { aJob, batch, gang, jobOf, liveTasks, named, settle, wants } from '../testing/jobs.ts';

const machine = (name: string) =>
  aMachine(name, { resources: { cpuMillis: 2_000, memoryBytes: 0, diskBytes: 0, gpus: 0 } });

function two(): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b']) cluster.join(machine(name));
  return cluster;
}

function planOf(cluster: Cluster, act: Act): Plan {
  const before = cluster.engine.snapshot();
  const plan = cluster.engine.plan(act, person, cluster.nowMs);
  expect(cluster.engine.snapshot()).toEqual(before);
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

const actionsOf = ({ waves }: Plan) => waves.flatMap(({ moves }) => moves.map(({ action }) => action));
const small = (parallelism: number) =>
  aJob('small', batch({ name: '', completions: 6, parallelism, template: wants(1_000) }));
const mpi = (ranks: number) => aJob('mpi', gang(ranks, { template: wants(1_000) }));

describe('[PV7] the plan of a job’s act', () => {
  test('to submit it says what would start, and where', () => {
    const plan = planOf(two(), small(3));
    expect(actionsOf(plan)).toEqual(['start', 'start', 'start']);
    expect(plan).toMatchObject({ changes: true, desired: 3, highestTotal: 3, warnings: [] });
    expect(plan.extraResources.cpuMillis).toBe(3_000);
    expect(plan.waves[0]!.moves.map(({ toNode }) => toNode).sort()).toEqual(['a', 'a', 'b']);
  });

  test('to submit a gang that has no room says that none would start, and why', () => {
    const plan = planOf(two(), mpi(5));
    expect(actionsOf(plan)).toEqual(Array(5).fill('wait'));
    expect(plan.warnings).toEqual([expect.stringMatching(/^5 tasks would find no place: .*room for 4 of 5/)]);
  });

  test('to suspend, cancel or delete says what would stop, and where', () => {
    for (const act of [
      { type: 'job.suspend', ...named('mpi') },
      { type: 'job.cancel', ...named('mpi'), reason: '' },
      { type: 'job.delete', ...named('mpi'), graceSeconds: null },
    ] as const) {
      const cluster = two();
      cluster.accept(mpi(4));
      settle(cluster);
      const plan = planOf(cluster, act);
      expect(actionsOf(plan)).toEqual(Array(4).fill('stop'));
      expect(plan).toMatchObject({ desired: 0, lowestReady: 0, highestTotal: 4 });
      expect(plan.waves[0]!.moves.every(({ fromNode }) => fromNode !== null)).toBe(true);
    }
  });

  test('to resume says what would start again; what is refused is refused, and what is so already says so', () => {
    const cluster = two();
    cluster.accept(mpi(4));
    settle(cluster);
    cluster.accept({ type: 'job.suspend', ...named('mpi') });
    settle(cluster);
    expect(actionsOf(planOf(cluster, { type: 'job.resume', ...named('mpi') }))).toEqual(
      Array(4).fill('start'),
    );
    expect(planOf(cluster, { type: 'job.suspend', ...named('mpi') }).changes).toBe(false);
    const missing = cluster.engine.plan({ type: 'job.resume', ...named('none') }, person, cluster.nowMs);
    expect(missing).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
});

describe('the undo window of a job’s act', () => {
  const remove = { type: 'job.delete', ...named('mpi'), graceSeconds: null } as const;

  test('[UW1] [UW2] it waits, shows what it will do, and can be withdrawn', () => {
    const cluster = two();
    cluster.accept(mpi(4));
    settle(cluster);
    const { intent } = cluster.accept({ type: 'intent.place', act: remove, undoSeconds: 5 });
    expect(cluster.view.get('intents', intent!)?.summary).toBe('Delete job mpi');
    cluster.accept({ type: 'intent.withdraw', intent: intent! });
    cluster.advance(10);
    expect(jobOf(cluster, 'mpi').deletingAtMs).toBeNull();
    expect(liveTasks(cluster, 'mpi').every(({ desired }) => desired === 'running')).toBe(true);
  });

  test('[UW3] it is done when its time has come, or refused when the job is gone', () => {
    const cluster = two();
    cluster.accept(mpi(4));
    settle(cluster);
    cluster.accept({ type: 'intent.place', act: remove, undoSeconds: 5 });
    const cancel = { type: 'job.cancel', ...named('mpi'), reason: 'no need' } as const;
    const { intent } = cluster.accept({ type: 'intent.place', act: cancel, undoSeconds: 9 });
    cluster.advance(5);
    settle(cluster);
    expect(cluster.view.job('default', 'mpi')).toBeUndefined();
    cluster.advance(5);
    expect(cluster.view.get('intents', intent!)).toMatchObject({ state: 'refused' });
  });
});
