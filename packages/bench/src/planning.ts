import { createEngine, type Engine, emptySnapshot } from '@gantry/engine';
import { type CommandOf, parseDeployment, type Strategy } from '@gantry/model';
import { median, type Row } from './figures.ts';
import { SimulatedNodes } from './simulated-nodes.ts';

const nodes = 10_000;
const replicas = 1_000;
const nowMs = 1_000_000;
const web = { namespace: 'default', name: 'web', planHash: null };

const ways: { how: string; strategy: Strategy; goal: string }[] = [
  { how: 'a quarter at a time', strategy: rolling('25%', '25%'), goal: 'under 1500 ms' },
  { how: 'ten at a time', strategy: rolling(10, 0), goal: 'under 1500 ms' },
  { how: 'one by one', strategy: rolling(1, 0), goal: 'none' },
];

function rolling(maxSurge: number | string, maxUnavailable: number | string): Strategy {
  return { type: 'RollingUpdate', maxSurge, maxUnavailable };
}

/** Planning a rollback of many replicas in a large cluster: the engine alone, in this process, over simulated nodes. */
export async function* measurePlanning(): AsyncGenerator<Row> {
  const engine = createEngine(emptySnapshot());
  const cluster = new SimulatedNodes(engine, { count: nodes, nowMs });
  for (const version of [1, 2]) {
    cluster.do(deploy({ version, strategy: ways[0]!.strategy }));
    cluster.settle();
  }
  for (const { how, strategy, goal } of ways) {
    cluster.do(deploy({ version: 2, strategy }));
    const tookMs = Array.from({ length: 5 }, () => planRollback(engine));
    const what = `plan of a rollback of ${replicas} replicas on ${nodes} nodes, ${how}`;
    yield { what, ours: median(tookMs), peers: {}, unit: 'ms', goal };
  }
}

function deploy({
  version,
  strategy,
}: {
  version: number;
  strategy: Strategy;
}): CommandOf<'deployment.apply'> {
  const container = { name: 'main', command: ['/bin/web', String(version)] };
  const parsed = parseDeployment({
    name: web.name,
    replicas,
    runtime: 'process',
    template: { containers: [container] },
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { spec, ...parts } = parsed.value;
  return {
    type: 'deployment.apply',
    ...parts,
    spec: { ...spec, strategy },
    planHash: null,
    cause: '',
    mode: 'either',
    ifGeneration: null,
  };
}

/** How long it took, in ms. Throws unless the plan replaces every task. */
function planRollback(engine: Engine): number {
  const rollback = {
    type: 'deployment.rollback',
    ...web,
    toRevision: 1,
    replicas: null,
    cause: null,
  } as const;
  const startedAtMs = performance.now();
  const plan = engine.plan(rollback, { name: 'bench', via: 'api' }, nowMs);
  const tookMs = performance.now() - startedAtMs;
  if (!plan.ok) throw new Error(plan.error.message);
  const starts = plan.value.waves.flatMap(({ moves }) => moves.filter(({ action }) => action === 'start'));
  if (starts.length !== replicas) throw new Error(`The plan starts ${starts.length} tasks, not ${replicas}.`);
  return tookMs;
}
