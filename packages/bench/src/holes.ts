import { createEngine, emptySnapshot, type Shape } from '@gantry/engine';
import { noResources, parseDeployment } from '@gantry/model';
import type { Row } from './figures.ts';
import { SimulatedNodes } from './simulated-nodes.ts';

const nodes = 10_000;
const replicas = 40_000;
const shape: Shape = { ...noResources, cpuMillis: 1_000, memoryBytes: 2 * 1024 ** 3, ports: 0, role: '*' };
const turnGoal = 'no turn over 50 ms';

/** How long the engine is held up at most while holes are looked for: each turn of it, over simulated nodes. */
export async function* measureHoles(): AsyncGenerator<Row> {
  const engine = createEngine(emptySnapshot());
  const cluster = new SimulatedNodes(engine, { count: nodes, nowMs: 1_000_000 });
  cluster.do(deploy());
  cluster.settle();
  const about = `in ${nodes} nodes with ${replicas} tasks`;
  const largest = turnsOf(engine.holes(shape));
  yield { what: `the longest turn of the largest hole ${about}`, ...longest(largest), goal: turnGoal };
  yield { what: 'the same, all turns', ...inAll(largest), goal: 'none' };
  const larger = turnsOf(engine.largerHole(shape));
  yield { what: `the longest turn of moves for a larger one ${about}`, ...longest(larger), goal: turnGoal };
  yield { what: 'the same, all turns', ...inAll(larger), goal: 'none' };
}

const longest = (turns: readonly number[]) => ({ ours: Math.max(...turns), peers: {}, unit: 'ms' });
const inAll = (turns: readonly number[]) => ({
  ours: turns.reduce((sum, tookMs) => sum + tookMs, 0),
  ...{ peers: {}, unit: 'ms' },
});

/** How long each took, in ms. */
function turnsOf(parts: Iterator<void, unknown>): number[] {
  const turns: number[] = [];
  for (let isDone = false; !isDone; ) {
    const startedAtMs = performance.now();
    isDone = parts.next().done ?? false;
    turns.push(performance.now() - startedAtMs);
  }
  return turns;
}

function deploy() {
  const parsed = parseDeployment({
    ...{ name: 'web', replicas, runtime: 'process' },
    template: { containers: [{ name: 'main', command: ['/bin/web'] }] },
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return {
    ...{ type: 'deployment.apply' as const, ...parsed.value },
    ...{ planHash: null, cause: '', mode: 'either' as const, ifGeneration: null },
  };
}
