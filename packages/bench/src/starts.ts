import { helloImages } from '@gantry/examples';
import { benchEngine } from './bench-engine.ts';
import { type Cluster, startCluster, until } from './cluster.ts';
import { engineFloor } from './engine-floor.ts';
import { EngineView } from './engine-view.ts';
import { median, type Row } from './figures.ts';
import { gantrySide, type Side, swarmSide } from './sides.ts';

interface DeploymentView {
  status: { readyReplicas: number; replicas: number };
}

const runs = 3;
const image = helloImages.docker[1];

/** From the click to all replicas ready, by `replicas` of the example program as processes on three agents. */
export async function* measureProcessStarts(): AsyncGenerator<Row> {
  const cluster = await startCluster();
  try {
    await nodesReady(cluster, 3);
    const tookMs = [];
    for (let run = 0; run < runs; run++)
      tookMs.push(await startAndDelete(cluster, processManifest(`bench-${run}`, 50), 50));
    yield {
      what: '50 processes ready',
      ours: median(tookMs) / 1000,
      peers: {},
      unit: 's',
      goal: 'under 2 s',
    };
  } finally {
    await cluster.stop();
  }
}

const startGoals = [
  { replicas: 1, goal: '0.40 s' },
  { replicas: 10, goal: '1.7 s' },
  { replicas: 50, goal: '7.5 s' },
];

/** The same in containers, beside the engine's own floor (its API, 8 at a time) and Swarm, on one engine in one run. */
export async function* measureContainerStarts(): AsyncGenerator<Row> {
  const engine = await benchEngine();
  if (engine === null) return;
  const cluster = await startCluster({ dockerSocket: engine.socketPath });
  const view = await EngineView.open(engine.docker, [image]);
  try {
    await nodesReady(cluster, 3);
    const sides = { ours: gantrySide(cluster), swarm: swarmSide(engine.docker) };
    for (const { replicas, goal } of startGoals) {
      const took = { floor: [] as number[], ours: [] as number[], swarm: [] as number[] };
      // In turn, so that a machine that slows down slows all alike.
      for (let run = 0; run < runs; run++) {
        took.floor.push(await engineFloor(engine.docker, image, replicas));
        took.ours.push(await startAndRemove(sides.ours, view, replicas));
        took.swarm.push(await startAndRemove(sides.swarm, view, replicas));
      }
      yield {
        what: `${replicas} containers started`,
        ours: median(took.ours) / 1000,
        peers: { 'engine floor': median(took.floor) / 1000, swarm: median(took.swarm) / 1000 },
        unit: 's',
        goal: `${goal}, or 1.3 times the floor`,
      };
    }
  } finally {
    view.close();
    await cluster.stop();
    await engine.stop();
  }
}

async function startAndRemove(side: Side, view: EngineView, replicas: number): Promise<number> {
  const startedAtMs = performance.now();
  await side.deploy({ replicas, atOnce: 1 });
  await view.until(() => view.running() === replicas, `${replicas} containers`);
  const tookMs = performance.now() - startedAtMs;
  await side.settled();
  await side.remove();
  await view.until(() => view.running() === 0, 'the end of all');
  await side.gone();
  return tookMs;
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
