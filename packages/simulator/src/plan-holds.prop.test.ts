import type { Plan } from '@gantry/engine';
import { type Act, type Actor, parseDeployment } from '@gantry/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CalmCluster, type Moves } from './calm-cluster.ts';

const actor: Actor = { name: 'planner', via: 'api' };
const name = 'web';
const named = { namespace: 'default', name };

/** One thing after another that a person may ask for, as what it is in numbers. */
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('scale' as const), replicas: fc.integer({ min: 0, max: 12 }) }),
    fc.record({ kind: fc.constant('deploy' as const), ...spec() }),
    fc.record({ kind: fc.constant('rollback' as const) }),
    fc.record({ kind: fc.constant('restart' as const) }),
    fc.record({ kind: fc.constant('drain' as const), node: fc.nat(2) }),
    fc.record({ kind: fc.constant('uncordon' as const), node: fc.nat(2) }),
  ),
  { minLength: 1, maxLength: 6 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

function spec() {
  return {
    replicas: fc.integer({ min: 1, max: 10 }),
    cpuTenths: fc.integer({ min: 1, max: 12 }),
    minReadySeconds: fc.constantFrom(0, 3),
    strategy: fc.constantFrom(
      {},
      { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } },
      { rollingUpdate: { maxSurge: '50%', maxUnavailable: '30%' } },
      { type: 'Recreate' },
      { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.3 },
      { blueGreen: { autoPromotionSeconds: 3, scaleDownDelaySeconds: 5 } },
      { canary: { steps: [{ setWeight: 30 }, { pause: { seconds: 4 } }, { setReplicas: 4 }] } },
    ),
  };
}

test('when nobody interferes, what is done is what was planned', { timeout: 240_000 }, async () => {
  const runs = Number(process.env.FC_RUNS ?? 60);
  let moves = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const cluster = new CalmCluster({ nodes: 3 });
      await cluster.start();
      let version = 0;
      const first: Step = { kind: 'deploy', replicas: 4, cpuTenths: 2, minReadySeconds: 0, strategy: {} };
      for (const step of [first, ...all])
        moves += await checkStep(cluster, commandOf(step, { cluster, version: ++version }));
    }),
    { numRuns: runs },
  );
  expect(moves).toBeGreaterThan(10 * runs);
});

/** Returns how many starts and stops were planned and done. */
async function checkStep(cluster: CalmCluster, command: Act): Promise<number> {
  cluster.takeMoves();
  const planned = cluster.host.plan(command, actor);
  if (!planned.ok) return 0;
  const submitted = cluster.host.submit({ ...command, planHash: planned.value.hash } as Act, actor);
  await cluster.rest();
  expect(await submitted).toMatchObject({ ok: true });
  const moves = movesOf(cluster, planned.value);
  expect(cluster.takeMoves()).toEqual(moves);
  return moves.stops.length + moves.starts.length;
}

function movesOf(cluster: CalmCluster, { waves }: Plan): Moves {
  const moves = waves.flatMap((wave) => wave.moves);
  return {
    stops: moves
      .filter(({ action }) => action === 'stop')
      .map(({ taskName: name, revision, fromNode: node }) => cluster.stopLine({ name, revision, node }))
      .sort(),
    starts: moves
      .filter(({ action }) => action === 'start')
      .map(({ revision, toNode }) => `revision ${revision} on ${toNode}`)
      .sort(),
  };
}

function commandOf(step: Step, { cluster, version }: { cluster: CalmCluster; version: number }): Act {
  const nodes = [...cluster.host.view.all('nodes')].map(({ id }) => id);
  switch (step.kind) {
    case 'scale':
      return { type: 'deployment.scale', ...named, planHash: null, replicas: step.replicas };
    case 'rollback':
      return {
        type: 'deployment.rollback',
        ...named,
        planHash: null,
        toRevision: null,
        replicas: null,
        cause: null,
      };
    case 'restart':
      return { type: 'deployment.restart', ...named, planHash: null, cause: null };
    case 'drain':
      return {
        type: 'node.drain',
        node: nodes[step.node]!,
        planHash: null,
        deadlineSeconds: null,
        force: false,
      };
    case 'uncordon':
      return { type: 'node.uncordon', node: nodes[step.node]! };
    case 'deploy':
      return deploy(step, version);
  }
}

function deploy(step: Extract<Step, { kind: 'deploy' }>, version: number): Act {
  const { replicas, cpuTenths, minReadySeconds, strategy } = step;
  const container = {
    name: 'main',
    image: `program:${version}`,
    command: ['simulate', 'start-ms=300', 'ready-ms=900', 'stop-ms=400'],
    resources: { requests: { cpu: `${cpuTenths * 100}m`, memory: '64Mi' } },
    readinessProbe: { exec: { command: ['ready'] }, periodSeconds: 1 },
  };
  const template = { terminationGracePeriodSeconds: 5, containers: [container] };
  const parsed = parseDeployment({
    name,
    replicas,
    minReadySeconds,
    strategy,
    runtime: 'simulated',
    template,
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return {
    type: 'deployment.apply',
    ...parsed.value,
    planHash: null,
    cause: '',
    mode: 'either',
    ifGeneration: null,
  };
}
