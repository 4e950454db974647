import { Agent, request } from 'node:http';
import type { Cluster } from './cluster.ts';
import { startCluster } from './cluster.ts';
import { percentile, type Row } from './figures.ts';

/** One durable mutating call over HTTP, alone and with 64 in flight. Each call really changes and commits something. */
export async function measureMutations(): Promise<Row[]> {
  const cluster = await startCluster({ localAgents: 0 });
  try {
    await deployIdle(cluster);
    const http = new Agent({ keepAlive: true, maxSockets: 64 });
    await inFlight(cluster, http, { calls: 500, width: 8 });
    const alone = await inFlight(cluster, http, { calls: 2_000, width: 1 });
    const startedAtMs = performance.now();
    const together = await inFlight(cluster, http, { calls: 12_000, width: 64 });
    const perSecond = 12_000 / ((performance.now() - startedAtMs) / 1000);
    http.destroy();
    return [
      {
        what: 'one durable mutation, p50',
        ours: percentile(alone, 50),
        peers: {},
        unit: 'ms',
        goal: 'under 2 ms',
      },
      {
        what: 'one durable mutation, p99',
        ours: percentile(alone, 99),
        peers: {},
        unit: 'ms',
        goal: 'under 10 ms',
      },
      {
        what: 'durable mutations with 64 in flight',
        ours: perSecond,
        peers: {},
        unit: '/s',
        goal: 'at least 3000/s',
      },
      {
        what: 'one of 64 in flight, p99',
        ours: percentile(together, 99),
        peers: {},
        unit: 'ms',
        goal: 'none',
      },
    ];
  } finally {
    await cluster.stop();
  }
}

const names = Array.from({ length: 64 }, (_, index) => `idle-${index}`);

/** Deployments that nothing can run: with no node, a change of their size is a commit and no work. */
async function deployIdle(cluster: Cluster): Promise<void> {
  for (const name of names) {
    const template = { containers: [{ name: 'main', image: '', command: ['/bin/true'] }] };
    await cluster.mutate('deployments.deploy', {
      manifest: { name, replicas: 0, runtime: 'process', paused: true, template },
    });
  }
}

async function inFlight(
  cluster: Cluster,
  http: Agent,
  { calls, width }: { calls: number; width: number },
): Promise<number[]> {
  const tookMs: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < calls) {
      const call = next++;
      const startedAtMs = performance.now();
      await setImage(cluster, http, { name: names[call % names.length]!, version: call });
      tookMs.push(performance.now() - startedAtMs);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return tookMs;
}

/** Another image each time, so that no call asks for what is so already. */
function setImage(
  cluster: Cluster,
  http: Agent,
  { name, version }: { name: string; version: number },
): Promise<void> {
  const body = JSON.stringify({ name, image: `/opt/program-${version}` });
  const headers = {
    authorization: `Bearer ${cluster.token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${cluster.url}/trpc/deployments.setImage`,
      { method: 'POST', agent: http, headers },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`)),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
