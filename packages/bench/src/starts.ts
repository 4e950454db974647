import { helloImages } from '@gantry/examples';
import { type Cluster, startCluster, until } from './cluster.ts';
import { engineFloor, engineSocket, swarmStart } from './engine.ts';
import { median, type Row } from './figures.ts';

interface DeploymentView {
  status: { readyReplicas: number; replicas: number };
}

const runs = 3;

/** From the click to all replicas ready, by `replicas` of the example program as processes on three agents. */
export async function measureProcessStarts(): Promise<Row[]> {
  const cluster = await startCluster();
  try {
    await nodesReady(cluster, 3);
    const tookMs = [];
    for (let run = 0; run < runs; run++)
      tookMs.push(await startAndDelete(cluster, processManifest(`bench-${run}`, 50), 50));
    return [
      { what: '50 processes ready', ours: median(tookMs) / 1000, peers: {}, unit: 's', goal: 'under 2 s' },
    ];
  } finally {
    await cluster.stop();
  }
}

/** The same in containers, beside the engine's own floor (its API, 8 at a time) and Swarm, in one run. */
export async function measureContainerStarts(): Promise<Row[]> {
  const socket = engineSocket();
  if (socket === null) return [];
  const cluster = await startCluster({ dockerSocket: socket });
  try {
    await nodesReady(cluster, 3);
    const goals: Record<number, string> = { 1: '0.40 s', 10: '1.7 s', 50: '7.5 s' };
    const rows: Row[] = [];
    for (const replicas of [1, 10, 50])
      rows.push(await compareStarts(cluster, socket, replicas, goals[replicas]!));
    return rows;
  } finally {
    await cluster.stop();
  }
}

/** Ours and the peers in turn, so that a machine that slows down slows all alike. */
async function compareStarts(cluster: Cluster, socket: string, replicas: number, goal: string): Promise<Row> {
  const ours: number[] = [];
  const floor: number[] = [];
  const swarm: (number | null)[] = [];
  for (let run = 0; run < runs; run++) {
    floor.push(await engineFloor(socket, helloImages.docker[1], replicas));
    ours.push(await startAndDelete(cluster, dockerManifest(`bench-${replicas}-${run}`, replicas), replicas));
    swarm.push(await swarmStart(helloImages.docker[1], replicas));
  }
  const swarmMs = swarm.filter((one) => one !== null);
  return {
    what: `${replicas} containers ready`,
    ours: median(ours) / 1000,
    peers: {
      'engine floor': median(floor) / 1000,
      swarm: swarmMs.length === 0 ? null : median(swarmMs) / 1000,
    },
    unit: 's',
    goal: `${goal}, or 1.3 times the floor`,
  };
}

export async function nodesReady(cluster: Cluster, count: number): Promise<void> {
  const list = () => cluster.query<{ items: { status: string }[] }>('nodes.list');
  await until(list, ({ items }) => items.filter(({ status }) => status === 'ready').length === count, {
    withinMs: 15_000,
    what: `${count} ready nodes`,
  });
}

async function startAndDelete(
  cluster: Cluster,
  manifest: { name: string },
  replicas: number,
): Promise<number> {
  const { name } = manifest;
  const startedAtMs = performance.now();
  await cluster.mutate('deployments.deploy', { manifest });
  const get = () => cluster.query<DeploymentView>('deployments.get', { name });
  await until(get, ({ status }) => status.readyReplicas === replicas, {
    withinMs: 120_000,
    what: `${replicas} ready replicas`,
  });
  const tookMs = performance.now() - startedAtMs;
  await cluster.mutate('deployments.delete', { name });
  const gone = () =>
    get().then(
      () => false,
      () => true,
    );
  await until(gone, (isGone) => isGone, { withinMs: 120_000, what: `the end of ${name}` });
  return tookMs;
}

function processManifest(name: string, replicas: number) {
  const container = {
    name: 'hello',
    image: helloImages.process[1],
    command: ['node', '--v8-pool-size=0', 'server.cjs'],
    ports: [{ name: 'http', containerPort: 0 }],
    resources: { requests: { cpu: '10m', memory: '16Mi' } },
  };
  return {
    name,
    replicas,
    runtime: 'process',
    template: { terminationGracePeriodSeconds: 2, containers: [container] },
  };
}

function dockerManifest(name: string, replicas: number) {
  const container = {
    name: 'hello',
    image: helloImages.docker[1],
    imagePullPolicy: 'Never',
    resources: { requests: { cpu: '10m', memory: '8Mi' } },
  };
  return {
    name,
    replicas,
    runtime: 'docker',
    template: { terminationGracePeriodSeconds: 2, containers: [container] },
  };
}
