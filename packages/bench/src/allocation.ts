import { Allocator, createEngine, emptySnapshot } from '@gantry/engine';
import type { CommandOf, FrameworkId, Resources } from '@gantry/model';
import { median, type Row } from './figures.ts';
import { SimulatedNodes } from './simulated-nodes.ts';

const nodes = 10_000;
const roles = 20;
const nowMs = 1_000_000;
const gibibyte = 1024 ** 3;
const aNode: Resources = {
  cpuMillis: 4_000,
  memoryBytes: 4 * gibibyte,
  diskBytes: 10 * gibibyte,
  gpus: 0,
};

/** Rounds of offers in a large cluster: the engine alone, in this process, over simulated nodes. */
export async function* measureAllocation(): AsyncGenerator<Row> {
  for (const { frameworks, goal } of [
    { frameworks: 50, goal: 'under 10 ms' },
    { frameworks: 1_000, goal: 'under 100 ms' },
  ]) {
    const among = `${nodes} nodes among ${frameworks} frameworks`;
    const decisions = Array.from({ length: 7 }, () => decideRound(frameworks));
    yield { what: `a round of allocation of ${among}`, ours: median(decisions), peers: {}, unit: 'ms', goal };
    yield* measureEngine(frameworks, among);
  }
}

/** Who gets each node, one after the other, as shares change with each; returns milliseconds. */
function decideRound(frameworks: number): number {
  const clients = Array.from({ length: frameworks }, (_, index) => ({
    role: `role-${index % roles}`,
    framework: `framework-${index}`,
    taken: { cpuMillis: index * 10, memoryBytes: index * gibibyte, diskBytes: 0, gpus: 0 },
  }));
  const weights = new Map(Array.from({ length: roles }, (_, index) => [`role-${index}`, 1 + (index % 5)]));
  const total = {
    cpuMillis: nodes * aNode.cpuMillis,
    memoryBytes: nodes * aNode.memoryBytes,
    diskBytes: nodes * aNode.diskBytes,
    gpus: 0,
  };
  const startedAtMs = performance.now();
  const allocator = new Allocator({ clients, weights, total });
  for (let node = 0; node < nodes; node++) allocator.give(allocator.next()!, aNode);
  return performance.now() - startedAtMs;
}

/** The same with every offer written, and then what single changes cost. */
async function* measureEngine(frameworks: number, among: string): AsyncGenerator<Row> {
  const engine = createEngine(emptySnapshot(), { bounds: { offerTimeoutMs: 1e9 } });
  const cluster = new SimulatedNodes(engine, { count: 0, nowMs });
  for (let index = 0; index < frameworks; index++) cluster.do(subscription(index));
  const offeredMs = timeOf(() => cluster.join(nodes));
  const common = { peers: {}, unit: 'ms' };
  yield {
    what: `joining and offering ${among}, every offer written`,
    ours: offeredMs,
    ...common,
    goal: 'none',
  };
  const declines = Array.from({ length: 50 }, () => timeOf(() => cluster.do(aDecline(engine.view))));
  const what = `one offer declined and the next one made, ${among}`;
  yield { what, ours: median(declines), ...common, goal: 'under 100 ms' };
}

function timeOf(act: () => void): number {
  const startedAtMs = performance.now();
  act();
  return performance.now() - startedAtMs;
}

function aDecline(view: ReturnType<typeof createEngine>['view']): CommandOf<'offer.decline'> {
  for (const { id, frameworkId: framework, state } of view.all('offers')) {
    if (state === 'outstanding')
      return { type: 'offer.decline', framework, offers: [id], refuseSeconds: 1_000 };
  }
  throw new Error('Nothing is offered.');
}

function subscription(index: number): CommandOf<'framework.subscribe'> {
  return {
    type: 'framework.subscribe',
    framework: null as FrameworkId | null,
    name: `framework-${index}`,
    user: '',
    roles: [`role-${index % roles}`],
    suppressedRoles: [],
    principal: '',
    capabilities: [],
    failoverTimeoutMs: 1e9,
    webuiUrl: '',
    hostname: '',
  };
}
