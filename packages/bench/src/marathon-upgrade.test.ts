import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster, until } from './cluster.ts';

/**
 * An app of four upgrades on real containers, by Marathon's API alone. After every commit of the control plane, as many
 * old ones have been told to go and as many new ones been made as Marathon's rule says, from what is healthy and dead.
 */

const socketPath = (
  process.env.GANTRY_TEST_DOCKER_SOCKET ??
  process.env.DOCKER_HOST ??
  '/var/run/docker.sock'
).replace(/^unix:\/\//, '');
const docker = new Docker({ socketPath });
const isReachable = await docker.ping().then(
  () => true,
  () => false,
);
const busybox = '/bin/busybox';
const why = !isReachable
  ? `no container engine answers at ${socketPath}`
  : existsSync(busybox)
    ? null
    : 'there is no static busybox to make an image of';
if (why !== null) console.warn(`The upgrade on real containers is not tested: ${why}`);

const image = `localhost/gantry-test/upgrade-${randomUUID()}`;
const replicas = 4;
let cluster: Cluster;

async function makeImage(): Promise<void> {
  const tar = pack();
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, readFileSync(busybox));
  for (const applet of ['sh', 'sleep', 'true'])
    tar.entry({ name: `bin/${applet}`, type: 'symlink', linkname: 'busybox' });
  tar.finalize();
  const stream = await docker.importImage(tar as unknown as NodeJS.ReadableStream, { repo: image, tag: '1' });
  await new Promise((done, fail) =>
    docker.modem.followProgress(stream, (error) => (error ? fail(error) : done(null))),
  );
  await docker.getImage(`${image}:1`).tag({ repo: image, tag: '2' });
}

describe.skipIf(why !== null)(
  `upgrades on real containers${why === null ? '' : ` (skipped: ${why})`}`,
  () => {
    beforeAll(async () => {
      await makeImage();
      cluster = await startCluster({ localAgents: 2, dockerSocket: socketPath });
    }, 120_000);
    afterAll(async () => {
      if (cluster) await removeApps();
      await cluster?.stop();
      // Agents keep what has ended for its logs.
      const left = await docker.listContainers({ all: true, filters: { ancestor: [`${image}:1`] } });
      for (const { Id } of left) await docker.getContainer(Id).remove({ force: true });
      for (const tag of ['1', '2']) await docker.getImage(`${image}:${tag}`).remove({ force: true });
    }, 120_000);

    it.each([
      { health: 0, over: 0, firstKills: 4, most: 4 },
      { health: 0.5, over: 0, firstKills: 2, most: 4 },
      { health: 1, over: 0, firstKills: 0, most: 5 },
      { health: 1, over: 1, firstKills: 0, most: 8 },
    ])(
      '[M-C.4] minimumHealthCapacity $health, maximumOverCapacity $over',
      async ({ health, over, firstKills, most }) => {
        const id = `/upgrade/h${health * 10}-o${over * 10}`;
        await put(id, {
          ...anApp('1'),
          upgradeStrategy: { minimumHealthCapacity: health, maximumOverCapacity: over },
        });
        await settled(id);
        const seen = await watchUpgrade(id, () => put(id, { container: containerOf('2') }));
        for (const { killed, dead, made, healthy } of seen.commits) {
          expect(killed).toBe(Math.min(replicas, firstKills + healthy));
          expect(made).toBe(Math.min(replicas, Math.max(0, most - (replicas - dead))));
        }
        expect(seen.commits.at(-1)).toEqual({ killed: 4, dead: 4, made: 4, healthy: 4 });
        // An engine's list is a little behind what it has reported already.
        await until(
          () => imagesOf(id),
          (images) => images.join() === Array(replicas).fill(`${image}:2`).join(),
          {
            withinMs: 15_000,
            what: 'four containers of the new image and no other',
          },
        );
      },
      120_000,
    );
  },
);

/** The images of an app's running containers. */
async function imagesOf(id: string): Promise<string[]> {
  const running = await docker.listContainers({ filters: { ancestor: [`${image}:1`] } });
  const name = id.split('/').at(-1)!;
  return running
    .filter(({ Names }) => Names.some((one) => one.startsWith(`/${name}-`)))
    .map(({ Image }) => Image);
}

async function removeApps(): Promise<void> {
  await call('DELETE', '/v2/groups/upgrade?force=true');
  const apps = () => call('GET', '/v2/apps').then((body) => body.apps.length);
  await until(apps, (count) => count === 0, { withinMs: 60_000, what: 'the end of all apps' });
}

const containerOf = (tag: string) => ({ type: 'DOCKER', docker: { image: `${image}:${tag}` } });

const anApp = (tag: string) => ({
  cmd: 'trap "exit 0" TERM; sleep 1000 & wait',
  cpus: 0.01,
  mem: 16,
  instances: replicas,
  networks: [{ mode: 'container/bridge' }],
  container: containerOf(tag),
  healthChecks: [{ protocol: 'COMMAND', command: { value: 'true' }, intervalSeconds: 1, delaySeconds: 0 }],
});

const headers = () => ({ authorization: `Bearer ${cluster.token}`, 'content-type': 'application/json' });

// biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes
async function call(method: string, path: string, body?: object): Promise<any> {
  const response = await fetch(`${cluster.url}/marathon${path}`, {
    method,
    headers: headers(),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

const put = (id: string, body: object) => call('PUT', `/v2/apps${id}`, body);

async function settled(id: string): Promise<void> {
  const deadlineMs = Date.now() + 60_000;
  for (;;) {
    const { app } = await call('GET', `/v2/apps${id}`);
    if (app.deployments.length === 0 && app.tasksHealthy === replicas) return;
    if (Date.now() > deadlineMs) throw new Error(`${id} did not settle: ${JSON.stringify(app)}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

interface Counts {
  killed: number;
  dead: number;
  made: number;
  healthy: number;
}

/** Follows the event stream from before the change to the end of its deployment; the counts after each commit. */
async function watchUpgrade(id: string, change: () => Promise<unknown>): Promise<{ commits: Counts[] }> {
  const stop = new AbortController();
  const response = await fetch(`${cluster.url}/marathon/v2/events`, {
    headers: { ...headers(), accept: 'text/event-stream' },
    signal: stop.signal,
  });
  const old = new Set<string>(
    (await call('GET', `/v2/apps${id}/tasks`)).tasks.map((task: { id: string }) => task.id),
  );
  await change();
  const sets = { killed: new Set(), dead: new Set(), made: new Set(), healthy: new Set() };
  const commits = new Map<string, Counts>();
  for await (const { revision, event } of eventsOf(response.body!)) {
    if (event.eventType === 'deployment_success') break;
    if (event.runSpecId !== id) continue;
    const instance = event.instanceId as string;
    if (event.eventType === 'instance_health_changed_event') {
      if (event.healthy && !old.has(instance)) sets.healthy.add(instance);
    } else if (!old.has(instance)) sets.made.add(instance);
    else if (event.goal === 'Decommissioned') sets.killed.add(instance);
    if (old.has(instance) && event.condition === 'Killed') sets.dead.add(instance);
    const { killed, dead, made, healthy } = sets;
    commits.set(revision, { killed: killed.size, dead: dead.size, made: made.size, healthy: healthy.size });
  }
  stop.abort();
  return { commits: [...commits.values()] };
}

async function* eventsOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ revision: string; event: Record<string, unknown> }> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const parts = (text + chunk).split('\n\n');
    text = parts.pop()!;
    for (const part of parts) {
      const revision = /^id: (.*)$/m.exec(part)?.[1] ?? '';
      yield { revision, event: JSON.parse(/^data: (.*)$/m.exec(part)?.[1] ?? '{}') };
    }
  }
}
