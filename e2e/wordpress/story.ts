import { readFileSync } from 'node:fs';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { buildWordpressImages, wordpressImages } from '@gantry/examples/wordpress-images';
import { wordpressManifests } from '@gantry/examples/wordpress-manifests';
import Docker from 'dockerode';
import { type Load, startLoad } from './load.ts';
import { msUntilResolved } from './resolve.ts';
import { Visitor } from './visitor.ts';

/**
 * A real WordPress from its first deployment on: installed in a browser at its one address, written in, updated and
 * rolled back under load, and robbed of a node. What it returns was measured, not expected.
 */
export interface StoryOptions {
  socketPath: string;
  /** Requests that each of update, rollback and loss see at least. */
  requests: number;
  connections: number;
  /** What carries the traffic on each node. */
  proxy: 'embedded' | 'haproxy';
  tell(what: string): void;
}

/** What clients saw while something was done. */
export interface Seen {
  tookMs: number;
  answered: number;
  failed: string[];
  p50Ms: number;
  p99Ms: number;
}

export interface Story {
  imagesMs: number;
  /** From the first manifest to three ready replicas with their database. */
  deployMs: number;
  installMs: number;
  /** From the creation of a service until a container knows its name. */
  resolvedMs: number;
  url: string;
  update: Seen;
  rollback: Seen;
  loss: Seen & { connections: number; lostTasks: number };
  /** Read in the browser at the end. */
  postIsThere: boolean;
}

const person = { title: 'Gantry at sea', user: 'ada', password: 'correct horse battery staple' };
const post = { title: 'A crane in the harbour', text: 'It places containers, and so does this.' };
/** Pages that are quick to serve and the same for everybody, and now and then the post out of the database. */
const light = '/wp-includes/css/buttons.min.css';
const lightOnes = 99;

export async function tellStory(options: StoryOptions): Promise<Story> {
  const { socketPath, proxy, tell } = options;
  const imagesMs = await timed(() => buildWordpressImages(socketPath, tell));
  const cluster = await startCluster({
    dockerSocket: socketPath,
    environment: { GANTRY_PROXY: proxy },
  });
  try {
    tell('deploying WordPress and MariaDB');
    const deployMs = await timed(() => deploy(cluster));
    const port = await publishedPort(cluster);
    const url = `http://127.0.0.1:${port}`;
    const visitor = await Visitor.open(url);
    try {
      const { path, installMs } = await settleIn(visitor, tell);
      const stage = { ...options, cluster, port, path };
      const resolvedMs = await nameService(stage);
      const update = await underLoad(stage, 'updating the image', () =>
        changeImage(cluster, wordpressImages.wordpress.new),
      );
      const rollback = await underLoad(stage, 'rolling back', () => rollBack(cluster));
      const loss = await loseNode(stage);
      const postIsThere = (await visitor.read(path)).includes(post.text);
      return { imagesMs, deployMs, installMs, resolvedMs, url, update, rollback, loss, postIsThere };
    } finally {
      await visitor.close();
    }
  } finally {
    await cluster.stop();
  }
}

interface Stage extends StoryOptions {
  cluster: Cluster;
  port: number;
  /** Of the post. */
  path: string;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const begunMs = performance.now();
  await act();
  return performance.now() - begunMs;
}

async function deploy(cluster: Cluster): Promise<void> {
  const { secret, volume, services, deployments } = wordpressManifests;
  await cluster.mutate('secrets.save', { manifest: secret(`not-for-logs-${process.pid}`) });
  await cluster.mutate('volumes.save', { manifest: volume });
  for (const manifest of services) await cluster.mutate('services.save', { manifest });
  for (const manifest of deployments) await cluster.mutate('deployments.deploy', { manifest });
  await ready(cluster, 'mariadb', 1);
  await ready(cluster, 'wordpress', 3);
}

interface ServiceView {
  ready: number;
  total: number;
  ports: { nodePort: number | null }[];
  endpoints: { taskId: string; nodeName: string; state: string; revision: number }[];
}

const service = (cluster: Cluster, name: string) => cluster.query<ServiceView>('services.get', { name });

function ready(cluster: Cluster, name: string, count: number): Promise<ServiceView> {
  return until(
    () => service(cluster, name),
    (view) => view.ready === count && view.total === count,
    { withinMs: 120_000, what: `${count} ready tasks of ${name} and no others`, everyMs: 50 },
  );
}

async function publishedPort(cluster: Cluster): Promise<number> {
  const { ports } = await service(cluster, 'wordpress');
  return ports[0]!.nodePort!;
}

async function settleIn(
  visitor: Visitor,
  tell: (what: string) => void,
): Promise<{ path: string; installMs: number }> {
  tell('installing WordPress in a browser');
  const installMs = await timed(() => visitor.install(person));
  tell('signing in and writing a post');
  await visitor.signIn(person);
  const path = await visitor.writePost(post);
  const text = await visitor.read(path);
  if (!text.includes(post.text)) throw new Error(`The post does not show at ${path}: ${text.slice(0, 500)}`);
  return { path, installMs };
}

/** Another service for the same database, asked for by name in a container as soon as it is saved. */
async function nameService({ cluster, socketPath }: Stage): Promise<number> {
  const docker = new Docker({ socketPath });
  const { endpoints } = await service(cluster, 'wordpress');
  const [container] = await containersOf(docker, cluster, endpoints[0]!.nodeName);
  await cluster.mutate('services.save', {
    manifest: { name: 'other-name', deployment: 'mariadb', ports: [{ name: 'mysql', port: 3306 }] },
  });
  return msUntilResolved(docker, container!, 'other-name');
}

function loadOf({ port, connections, path }: Stage): Load {
  return startLoad({ port, connections, paths: [path, ...Array<string>(lightOnes).fill(light)] });
}

/** The clients begin before the change, and go on until it is over and they have asked often enough. */
async function underLoad(stage: Stage, what: string, change: () => Promise<void>): Promise<Seen> {
  stage.tell(`${what}, with ${stage.connections} clients`);
  const load = loadOf(stage);
  await load.reached(stage.connections);
  const tookMs = await timed(change);
  await load.reached(stage.requests);
  await load.stop();
  return seenBy(load, tookMs);
}

const seenBy = (load: Load, tookMs: number): Seen => ({
  ...{ tookMs, answered: load.answered, failed: [...load.failed] },
  ...{ p50Ms: load.percentile(50), p99Ms: load.percentile(99) },
});

async function changeImage(cluster: Cluster, image: string): Promise<void> {
  await cluster.mutate('deployments.setImage', { name: 'wordpress', image });
  await untilRevision(cluster, 2);
}

async function rollBack(cluster: Cluster): Promise<void> {
  await cluster.mutate('deployments.rollback', { name: 'wordpress' });
  await untilRevision(cluster, 3);
}

async function untilRevision(cluster: Cluster, revision: number): Promise<void> {
  await until(
    () => service(cluster, 'wordpress'),
    ({ endpoints }) =>
      endpoints.length === 3 && endpoints.every((one) => one.revision === revision && one.state === 'ready'),
    { withinMs: 180_000, what: `three ready replicas of revision ${revision} and no others`, everyMs: 50 },
  );
}

/** Its agent and every container of it are killed, again and again until the cluster has given the node up. */
async function loseNode(stage: Stage): Promise<Story['loss']> {
  const { cluster, connections, tell } = stage;
  const [database] = (await service(cluster, 'mariadb')).endpoints;
  const { endpoints } = await service(cluster, 'wordpress');
  const lost = endpoints.find(({ nodeName }) => nodeName !== database!.nodeName)!.nodeName;
  const lostTasks = endpoints.filter(({ nodeName }) => nodeName === lost).length;
  tell(`losing ${lost} with ${lostTasks} of the replicas, with ${connections} clients`);
  const seen = await underLoad(stage, 'losing a node', () => killUntilGivenUp(stage, lost));
  return { ...seen, connections, lostTasks };
}

async function killUntilGivenUp({ cluster, socketPath }: Stage, lost: string): Promise<void> {
  const docker = new Docker({ socketPath });
  await until(
    async () => {
      await killNode(docker, cluster, lost);
      return service(cluster, 'wordpress');
    },
    ({ ready, endpoints }) => ready === 3 && endpoints.every(({ nodeName }) => nodeName !== lost),
    { withinMs: 120_000, what: `three ready replicas on other nodes than ${lost}`, everyMs: 50 },
  );
}

async function killNode(docker: Docker, cluster: Cluster, name: string): Promise<void> {
  for (const pid of cluster.agentPids()) if (nameOfAgent(pid) === name) process.kill(pid, 'SIGKILL');
  const ids = await containersOf(docker, cluster, name);
  await Promise.all(
    ids.map((id) =>
      docker
        .getContainer(id)
        .kill()
        .catch(() => {}),
    ),
  );
}

function nameOfAgent(pid: number): string | null {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((one) => one.startsWith('GANTRY_NODE_NAME='))?.split('=')[1] ?? null;
  } catch {
    // It ended between the listing and the look.
    return null;
  }
}

/** Node names are the same in every cluster; the tasks are this one's. */
async function containersOf(docker: Docker, cluster: Cluster, node: string): Promise<string[]> {
  const { items } = await cluster.query<{ items: { id: string }[] }>('tasks.list', { limit: 1_000 });
  const own = new Set(items.map(({ id }) => id));
  const running = await docker.listContainers({ filters: { label: [`gantry.node=${node}`] } });
  return running.filter(({ Labels }) => own.has(Labels['gantry.task'] ?? '')).map(({ Id }) => Id);
}
