import { type Act, parseDeployment } from '@gantry/model';
import type { Random } from './random.ts';
import { randomSteps } from './random-steps.ts';

export type Apply = Act & { type: 'deployment.apply' };

/** What a person could ask to run, and how. Good programs start, get ready and stay; and nothing waits for a person. */
export function randomProgram(
  random: Random,
  { name, version, badRatio }: { name: string; version: number; badRatio: number },
): Apply {
  const isCalm = badRatio === 0;
  const parsed = parseDeployment({
    name,
    replicas: random.between(1, 6),
    minReadySeconds: random.pick([0, 0, 3]),
    progressDeadlineSeconds: random.pick([60, 600, null]),
    revisionHistoryLimit: random.pick([0, 2, 10]),
    killSelection: random.pick(['default', 'youngestFirst', 'oldestFirst']),
    strategy: random.pick(strategiesOf(random, isCalm)),
    // A gate may stop a rollout that only warms up slowly, and a person decides then.
    ...(!isCalm && random.chance(0.4) ? { healthGates: healthGates(random) } : {}),
    unreachable: random.pick([
      { replaceAfterSeconds: 0, expungeAfterSeconds: 0 },
      { replaceAfterSeconds: 20, expungeAfterSeconds: 60 },
      { replaceAfterSeconds: 300, expungeAfterSeconds: 600 },
    ]),
    runtime: 'simulated',
    template: {
      terminationGracePeriodSeconds: random.pick([1, 10]),
      priority: random.between(0, 2),
      constraints: random.pick(placements),
      initContainers: randomSteps(random, badRatio),
      containers: [
        {
          name: 'main',
          image: `program:${version}`,
          command: script(random, badRatio),
          // Any free port: a fixed one is for one replica a node, which a stable set may need more of for ever.
          ports: random.chance(0.3) ? [{ containerPort: 80, hostPort: 0 }] : [],
          // Large ones may leave no room to surge.
          resources: { requests: { cpu: `${isCalm ? 100 : random.between(1, 4) * 100}m`, memory: '64Mi' } },
          ...probes(random),
        },
      ],
    },
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

const placements = [
  [],
  [],
  [{ field: 'zone', operator: 'groupBy' }],
  [{ field: 'zone', operator: 'unlike', values: ['zone-7'] }],
];

/** Those that wait for a person do so for a few seconds in a calm world, where there is none any more. */
function strategiesOf(random: Random, isCalm: boolean): object[] {
  return [
    {},
    { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } },
    { rollingUpdate: { maxSurge: '40%', maxUnavailable: '10%' } },
    { type: 'Recreate' },
    { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.2 },
    { minimumHealthCapacity: 1, maximumOverCapacity: 0 },
    { blueGreen: { scaleDownDelaySeconds: random.between(0, 20), autoPromotionSeconds: isCalm ? 5 : null } },
    {
      blueGreen: {
        scaleDownDelaySeconds: random.between(0, 20),
        autoPromotionSeconds: random.between(0, 20),
      },
    },
    {
      canary: {
        steps: [
          { setWeight: random.between(0, 40) },
          { pause: { seconds: random.between(1, 20) } },
          { setReplicas: random.between(0, 4) },
          { pause: isCalm ? { seconds: 1 } : {} },
        ],
      },
    },
  ];
}

function healthGates(random: Random): object {
  return {
    readyWithinSeconds: random.pick([30, 120]),
    maxRestarts: random.between(0, 3),
    maxProbeFailures: random.between(3, 20),
    onFailure: random.pick(['pause', 'rollback']),
  };
}

function probes(random: Random): object {
  const readinessProbe = { exec: { command: ['ready'] }, periodSeconds: 1 };
  const livenessProbe = { exec: { command: ['true'] }, periodSeconds: random.between(1, 5) };
  const startupProbe = { exec: { command: ['true'] }, periodSeconds: 1, failureThreshold: 30 };
  return {
    readinessProbe,
    ...(random.chance(0.3) ? { livenessProbe } : {}),
    ...(random.chance(0.3) ? { startupProbe } : {}),
  };
}

function script(random: Random, badRatio: number): string[] {
  const bad = random.pick(['never-ready', 'start-fails', 'pull-fails', 'exit=7', 'ignores-stop']);
  return [
    'simulate',
    `pull-ms=${random.between(0, 1_500)}`,
    `start-ms=${random.between(0, 800)}`,
    `ready-ms=${random.between(0, 3_000)}`,
    `stop-ms=${random.between(0, 2_000)}`,
    ...(random.chance(badRatio) ? [bad] : []),
    ...(random.chance(badRatio / 2) ? ['exit=1', 'after-ms=15000'] : []),
  ];
}
