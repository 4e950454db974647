import type { Act, CommandOf, DeploymentSpec, HealthGates } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../port.ts';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { aReport, Cluster, person } from '../testing/cluster.ts';
import { drain, remove } from '../testing/commands.ts';

const setImage = (image: string, planHash: string | null = null): CommandOf<'deployment.setImage'> => ({
  type: 'deployment.setImage',
  namespace: 'default',
  name: 'web',
  planHash,
  container: null,
  image,
  cause: null,
});

const scale = (replicas: number, planHash: string | null = null): CommandOf<'deployment.scale'> => ({
  type: 'deployment.scale',
  namespace: 'default',
  name: 'web',
  planHash,
  replicas,
});

const rollback = (
  toRevision: number | null = null,
  planHash: string | null = null,
): CommandOf<'deployment.rollback'> => ({
  type: 'deployment.rollback',
  namespace: 'default',
  name: 'web',
  planHash,
  toRevision,
  replicas: null,
  cause: null,
});

function running(replicas = 3): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b', 'c']) cluster.join(aMachine(name));
  cluster.accept(anApply('web', { spec: { replicas } }));
  cluster.settle();
  return cluster;
}

function planOf(cluster: Cluster, command: Act): Plan {
  const plan = cluster.engine.plan(command, person, cluster.nowMs);
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

describe('what a plan says', () => {
  test('[PV1] a rollout is told in waves, with what it comes to', () => {
    const cluster = running();
    const plan = planOf(cluster, setImage('web:2'));
    expect(
      plan.waves.map(({ moves }) => moves.map(({ action, revision }) => `${action} ${revision}`)),
    ).toEqual([['start 2'], ['stop 1', 'start 2'], ['stop 1', 'start 2'], ['stop 1']]);
    expect(plan).toMatchObject({ changes: true, lowestReady: 3, highestTotal: 4, desired: 3, warnings: [] });
    expect(plan.diff).toEqual([{ path: 'containers[web].image', before: 'web:1', after: 'web:2' }]);
    expect(plan.extraResources.cpuMillis).toBe(100);
  });

  test('[PV1] the plan changes nothing, and the rollout then does as it says', () => {
    const cluster = running();
    const before = cluster.engine.snapshot();
    const plan = planOf(cluster, setImage('web:2'));
    expect(cluster.engine.snapshot()).toEqual(before);
    cluster.accept(setImage('web:2', plan.hash));
    cluster.settle();
    const [rollout] = cluster.view.rolloutsOf(cluster.view.deployment('default', 'web')!.id).slice(-1);
    expect(rollout).toMatchObject({
      outcome: 'complete',
      lowestReady: plan.lowestReady,
      highestTotal: plan.highestTotal,
    });
  });

  test('[PV1] what waits for ever beside it is none of it', () => {
    const cluster = running();
    const beyondAll = { ...anApply('large').template.containers[0]!.requests, cpuMillis: 900_000 };
    const [container] = anApply('large').template.containers;
    cluster.accept(anApply('large', { template: { containers: [{ ...container!, requests: beyondAll }] } }));
    cluster.settle();
    expect(planOf(cluster, setImage('web:2'))).toMatchObject({ desired: 3, lowestReady: 3, warnings: [] });
  });

  const actions = ({ waves }: Plan) => waves.map(({ moves }) => moves.map(({ action }) => action).sort());

  test('[PV1] a drain is told as well: replacements first, then stops', () => {
    const cluster = running();
    const plan = planOf(cluster, drain(cluster.view.nodeByName('a')!.id));
    expect(actions(plan)).toEqual([['start'], ['stop']]);
    expect(plan.waves[1]!.moves[0]).toMatchObject({ fromNode: 'a', toNode: null });
    expect(plan).toMatchObject({ lowestReady: 3, highestTotal: 4, desired: 3 });
  });

  test('[PV1] deleting is all stops, and Recreate all stops before all starts', () => {
    const cluster = running();
    expect(actions(planOf(cluster, remove()))).toEqual([['stop', 'stop', 'stop']]);
    cluster.accept(anApply('web', { spec: { strategy: { type: 'Recreate' } } }));
    const plan = planOf(cluster, setImage('web:2'));
    expect(actions(plan)).toEqual([['start', 'start', 'start', 'stop', 'stop', 'stop']]);
    expect(plan).toMatchObject({ lowestReady: 0, highestTotal: 3, expectedMs: 500 });
  });

  test('[PV1] the curve begins with what there is before the act', () => {
    const cluster = running();
    const curveOf = (command: Act) =>
      planOf(cluster, command).curve.map(({ ready, total }) => [ready, total]);
    expect(curveOf(setImage('web:2')).slice(0, 2)).toEqual([
      [3, 3],
      [3, 4],
    ]);
    expect(curveOf(scale(5))[0]).toEqual([3, 3]);
    const down = planOf(cluster, scale(1)).curve;
    expect(down[0]).toMatchObject({ ready: 3, total: 3 });
    expect(down[1]).toMatchObject({ ready: 1, atMs: down[0]!.atMs });
    expect(curveOf(anApply('other', { spec: { replicas: 2 } }))[0]).toEqual([0, 0]);
  });

  test('[PV1] in the middle of a rollout, what is under way goes on in the plan', () => {
    const cluster = running();
    cluster.accept(setImage('web:2'));
    const plan = planOf(cluster, scale(4));
    expect(plan.curve.at(-1)).toMatchObject({ ready: 4, total: 4 });
    expect(plan.warnings).toEqual([]);
  });

  test('[PV2] durations are those of the deployment, and assumed while it has none', () => {
    const cluster = new Cluster();
    cluster.join(aMachine('a'));
    expect(planOf(cluster, anApply('web', { spec: { replicas: 1 } })).expectedMs).toBe(1_000);
    cluster.accept(anApply('web', { spec: { replicas: 1 } }));
    cluster.nowMs += 7_000;
    cluster.settle();
    expect(planOf(cluster, scale(2)).expectedMs).toBe(7_000);
  });

  test('[PV2] a start is over when the task is first ready, whatever its readiness does later', () => {
    const cluster = running(1);
    const before = planOf(cluster, scale(2)).expectedMs;
    const [task] = cluster.liveTasks('web');
    cluster.advance(60);
    cluster.report(task!.nodeId!, aReport(cluster.task(task!.id), { ready: false }));
    cluster.report(task!.nodeId!, aReport(cluster.task(task!.id), { ready: true }));
    expect(cluster.task(task!.id).readyAtMs).toBe(cluster.nowMs);
    expect(planOf(cluster, scale(2)).expectedMs).toBe(before);
  });

  test('[PV3] a command that changes nothing says so', () => {
    const cluster = running();
    expect(planOf(cluster, scale(3))).toMatchObject({
      changes: false,
      waves: [],
      message: 'Deployment web has 3 replicas already.',
    });
  });

  test('[PV3] a refused command is refused in the plan as well', () => {
    const result = running().engine.plan(rollback(), person, 1_000_000);
    expect(result).toMatchObject({ ok: false, error: { code: 'revision_not_found' } });
  });

  test('[PV5] what finds no place is told, and that the rollout would stand still', () => {
    const cluster = running();
    const plan = planOf(cluster, anApply('web', { template: { nodeSelector: { disk: 'ssd' } } }));
    expect(plan.warnings).toEqual([
      '1 task of web would find no place: 0 of 3 nodes can take it: 3 do not match the node selector disk=ssd.',
      expect.stringContaining('would come to a standstill'),
    ]);
    expect(plan.waves.at(-1)!.moves.map(({ action }) => action)).toContain('wait');
  });

  test('[PV5] what schedulers from outside would do with offers is no part of a plan, and does not lengthen it', () => {
    const cluster = running();
    const strategy = { type: 'RollingUpdate' as const, maxSurge: 0, maxUnavailable: 1 };
    const nowhere = anApply('web', { spec: { strategy }, template: { nodeSelector: { disk: 'none' } } });
    const plan = () => planOf(cluster, nowhere);
    const before = plan();
    cluster.accept({
      type: 'framework.subscribe',
      framework: null,
      ...{ name: 'spark', user: 'root', roles: ['spark'], suppressedRoles: [], principal: '' },
      ...{ capabilities: [], failoverTimeoutMs: 0, webuiUrl: '', hostname: '' },
    });
    expect(cluster.view.count('offers')).toBeGreaterThan(0);
    expect(plan()).toMatchObject({ warnings: before.warnings, expectedMs: before.expectedMs });
    expect(before.warnings.join()).not.toContain('too long');
  });

  test('[PV6] a rollback says what it does not bring back', () => {
    const cluster = running();
    cluster.accept(setImage('web:2'));
    cluster.settle();
    cluster.accept(scale(4));
    cluster.settle();
    expect(planOf(cluster, rollback(1)).notRestored).toEqual([
      'The number of replicas stays 4; revision 1 was made with 3.',
    ]);
  });
});

describe('[PV5] health gates that have no time to look', () => {
  const open = { readyWithinSeconds: null, maxRestarts: null, maxProbeFailures: null, maxErrorLines: null };
  const gated = (gates: Partial<HealthGates>, spec: Partial<DeploymentSpec> = {}) =>
    anApply('web', {
      spec: { replicas: 3, healthGates: { ...open, onFailure: 'pause', ...gates }, ...spec },
      template: { containers: [aContainer({ env: [], image: 'web:2' })] },
    });

  test('are told in the plan of what begins the rollout', () => {
    const cluster = running();
    expect(planOf(cluster, gated({ maxRestarts: 0 })).warnings).toEqual([
      expect.stringMatching(
        /^The health gates of web look at a rollout while it is open.* Set minReadySeconds /,
      ),
    ]);
    cluster.accept(gated({ maxRestarts: 0 }));
    cluster.settle();
    // Nothing is rolled out by another number of replicas.
    expect(planOf(cluster, gated({ maxRestarts: 0 }, { replicas: 4 })).warnings).toEqual([]);
  });

  test('and are not where they have time, or none is needed', () => {
    const cluster = running();
    expect(planOf(cluster, gated({ maxRestarts: 0 }, { minReadySeconds: 10 })).warnings).toEqual([]);
    expect(planOf(cluster, gated({ readyWithinSeconds: 60 })).warnings).toEqual([]);
  });
});

describe('confirming a plan', () => {
  test('[PV4] the same plan has the same hash at another time', () => {
    const cluster = running();
    const { hash } = planOf(cluster, setImage('web:2'));
    cluster.advance(60);
    expect(planOf(cluster, setImage('web:2')).hash).toBe(hash);
    expect(planOf(cluster, setImage('web:3')).hash).not.toBe(hash);
    // Why it is done is told when it is confirmed, and moves nothing.
    expect(planOf(cluster, { ...setImage('web:2'), cause: 'a new look' }).hash).toBe(hash);
  });

  test('[PV4] tasks that only grow older stop in the same order', () => {
    const cluster = running(1);
    cluster.advance(30);
    cluster.accept(scale(2));
    cluster.settle();
    cluster.advance(100);
    const { hash } = planOf(cluster, scale(1));
    // Ages of 100 and 130 s have one power of two in nanoseconds, those of 120 and 150 s have two.
    cluster.advance(20);
    expect(planOf(cluster, scale(1)).hash).toBe(hash);
    expect(cluster.accept(scale(1, hash)).changed).toBe(true);
  });

  test('[PV4] a plan that is different now is refused, with what moved', () => {
    const cluster = running();
    const { hash } = planOf(cluster, setImage('web:2'));
    cluster.accept({ type: 'node.cordon', node: cluster.view.nodeByName('a')!.id });
    const refusal = cluster.refusal(setImage('web:2', hash));
    expect(refusal.code).toBe('plan_changed');
    expect(refusal.message).toContain('no more: wave 1: start revision 2 on a');
    expect(cluster.view.deployment('default', 'web')!.revision).toBe(1);
  });
});
