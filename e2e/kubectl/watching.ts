import { execFile } from 'node:child_process';
import { until } from '@gantry/bench/cluster';
import { connect, createReplica } from '@gantry/client';
import type { Scene } from './scene.ts';

/** When the same state of a deployment was first shown, here and there. */
export interface ShownTime {
  generation: number;
  inKubectlMs: number;
  inDashboardMs: number;
}

/**
 * Watches a deployment with `kubectl get -w` and with the dashboard's own replica while `act` changes it. Tells of each
 * generation that both showed while they watched when they did.
 */
export async function shownTimes(scene: Scene, name: string, act: () => Promise<void>): Promise<ShownTime[]> {
  const inKubectl = new Map<number, number>();
  const inDashboard = new Map<number, number>();
  const note = (in_: Map<number, number>, generation: number) => {
    if (!in_.has(generation)) in_.set(generation, Date.now());
  };
  const watch = scene.kubectl.start([
    'get',
    'deployment',
    name,
    '-w',
    '-o',
    'jsonpath={.metadata.generation}{"\\n"}',
  ]);
  watch.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().trim().split('\n')) note(inKubectl, Number(line));
  });
  const client = connect({ url: scene.cluster.url, token: scene.cluster.token });
  const replica = createReplica({ source: client.changes });
  const look = () => {
    for (const deployment of replica.tables.deployments.values())
      if (deployment.name === name) note(inDashboard, deployment.generation);
  };
  const stop = replica.tables.deployments.subscribe(look);
  try {
    replica.watch('cluster');
    const both = async () => inKubectl.size > 0 && inDashboard.size > 0;
    await until(both, (ready) => ready, { withinMs: 20_000, what: 'the first look of both' });
    const first = Math.max(...inKubectl.keys(), ...inDashboard.keys());
    await act();
    const newest = Math.max(...inDashboard.keys());
    await until(
      async () => inKubectl.has(newest),
      (seen) => seen,
      { withinMs: 5_000, what: `generation ${newest}` },
    );
    return [...inDashboard]
      .filter(([generation]) => generation > first && inKubectl.has(generation))
      .map(([generation, inDashboardMs]) => ({
        generation,
        inDashboardMs,
        inKubectlMs: inKubectl.get(generation)!,
      }));
  } finally {
    watch.kill();
    stop();
    replica.close();
    await client.close();
  }
}

/**
 * Runs kubectl on a terminal of its own, as `exec -it` needs one, and types into it; what the terminal showed, and the
 * exit code.
 */
export function inTerminal(
  { kubectl }: Scene,
  args: string[],
  typed = '',
): Promise<{ shown: string; code: number }> {
  const line = [kubectl.binary, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return new Promise((resolve) => {
    const child = execFile(
      'script',
      ['-qec', line, '/dev/null'],
      { env: kubectl.environment, timeout: 30_000 },
      (error, shown) => resolve({ shown, code: error ? Number(error.code ?? 1) : 0 }),
    );
    child.stdin?.end(typed);
  });
}
