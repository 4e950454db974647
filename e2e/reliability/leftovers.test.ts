import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { labelOfNode } from '@gantry/bench/engine-leftovers';
import { buildHelloImage } from '@gantry/examples/hello-image';
import { findHaproxy } from '@gantry/network';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a machine has of a cluster when everything in it is deleted, and when it is stopped. */
const socketPath = process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? null;
const why = socketPath === null ? 'GANTRY_TEST_DOCKER_SOCKET names no container engine' : null;
if (why !== null) console.warn(`What is left over is not tested: ${why}`);

const image = `gantry.local/leftovers-${process.pid}:1`;
const container = {
  ...{
    name: 'hello',
    image,
    env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'token', key: 'a' } } }],
  },
  ports: [{ name: 'http', containerPort: 8080, hostPort: 0 }],
  readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
  volumeMounts: [
    { name: 'token', mountPath: '/run/token' },
    { name: 'data', mountPath: '/data' },
  ],
};
const web = (name: string, volume: string, template: object = {}) => ({
  name,
  runtime: 'docker',
  template: {
    terminationGracePeriodSeconds: 1,
    containers: [container],
    volumes: [
      { name: 'token', secret: { secretName: 'token' } },
      { name: 'data', persistentVolumeClaim: { claimName: volume } },
    ],
    ...template,
  },
});
const job = {
  name: 'once',
  runtime: 'docker',
  batch: { template: { containers: [{ name: 'main', image, command: ['/bin/busybox', 'true'] }] } },
};

describe.skipIf(why !== null)(`what is left over${why === null ? '' : ` (skipped: ${why})`}`, () => {
  const docker = new Docker({ socketPath: socketPath ?? '' });
  let cluster: Cluster;
  let made: { hostPorts: number[]; volumes: string[] };

  beforeAll(async () => {
    await buildHelloImage(1, { socketPath: socketPath!, image });
    // Through HAProxy where there is one: that is one more program that could stay.
    const environment: Record<string, string> = findHaproxy() === null ? {} : { GANTRY_PROXY: 'haproxy' };
    cluster = await startCluster({ dockerSocket: socketPath, localAgents: 2, environment });
  });
  afterAll(async () => {
    await cluster.stop();
    await docker.getImage(image).remove({ force: true });
  });

  const labelsOf = (node: string): string => labelOfNode(cluster.dataDir, node);
  const containers = async (all = true) =>
    (
      await Promise.all(
        ['node-1', 'node-2'].map((node) =>
          docker.listContainers({ all, filters: { label: [labelsOf(node)] } }),
        ),
      )
    ).flat();
  const clusterId = () => readFileSync(join(cluster.dataDir, 'cluster-id'), 'utf8').trim();
  const networks = () => docker.listNetworks({ filters: { label: [`gantry.network=${clusterId()}`] } });
  const nodePort = async () => {
    const view = await cluster.query<{ ports: { nodePort: number }[] }>('services.get', { name: 'web' });
    return view.ports[0]!.nodePort;
  };
  const secretFolders = () =>
    ['node-1', 'node-2']
      .map((node) => `/dev/shm/gantry-agent-${labelsOf(node).split('=')[1]}`)
      .filter((path) => existsSync(path));

  it('first there is something of each kind', async () => {
    await cluster.mutate('secrets.save', { manifest: { name: 'token', data: { a: 'x' } } });
    for (const name of ['one', 'two'])
      await cluster.mutate('volumes.save', { manifest: { name, driver: 'docker' } });
    await cluster.mutate('deployments.deploy', { manifest: web('web', 'one') });
    const network = { name: `leftovers-${process.pid}` };
    await cluster.mutate('deployments.deploy', { manifest: web('other', 'two', { network }) });
    await cluster.mutate('services.save', {
      manifest: {
        name: 'web',
        kind: 'published',
        deployment: 'web',
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      },
    });
    await cluster.mutate('jobs.submit', { manifest: job });
    const job1 = () => cluster.query<{ state: string }>('jobs.get', { name: 'once' });
    await until(job1, ({ state }) => state === 'succeeded', { withinMs: 60_000, what: 'the job' });
    const found = await until(
      containers,
      (all) => all.filter(({ State }) => State === 'running').length === 2,
      {
        withinMs: 60_000,
        what: 'both containers',
      },
    );
    const port = await nodePort();
    await until(
      () => answers(port),
      (status) => status === 200,
      { withinMs: 30_000, what: 'an answer' },
    );
    made = {
      hostPorts: [port, ...found.flatMap(({ Ports }) => Ports.flatMap(({ PublicPort }) => PublicPort ?? []))],
      volumes: found.flatMap(({ Mounts }) =>
        Mounts.flatMap(({ Type, Name }) => (Type === 'volume' ? [Name!] : [])),
      ),
    };
    expect(made.volumes).toHaveLength(2);
    expect(await networks()).toHaveLength(2);
    expect(secretFolders().length).toBeGreaterThan(0);
  }, 120_000);

  it('and after all is deleted nothing: no container, network, volume, secret or port', async () => {
    for (const name of ['web', 'other']) await cluster.mutate('deployments.delete', { name });
    await cluster.mutate('services.delete', { name: 'web' });
    await cluster.mutate('jobs.delete', { name: 'once' });
    await cluster.mutate('secrets.delete', { name: 'token', force: true });
    await until(
      () => containers(false),
      (running) => running.length === 0,
      { withinMs: 60_000, what: 'no container' },
    );
    // The engine's volume stays for who asks for it, and goes for who does not.
    await cluster.mutate('volumes.delete', { name: 'one', data: 'delete' });
    await cluster.mutate('volumes.delete', { name: 'two', data: 'keep' });
    const volumes = async () =>
      (await docker.listVolumes()).Volumes.map(({ Name }) => Name).filter((name) =>
        made.volumes.includes(name),
      );
    await until(volumes, ({ length }) => length === 1, { withinMs: 30_000, what: 'the kept volume alone' });
    await until(containers, ({ length }) => length === 0, {
      withinMs: 60_000,
      what: 'no container, ended or not',
    });
    await until(networks, ({ length }) => length === 0, { withinMs: 10_000, what: 'no network' });
    const open = async () => {
      const each = await Promise.all(
        made.hostPorts.map(async (port) => ((await isOpen(port)) ? [port] : [])),
      );
      return each.flat();
    };
    await until(open, ({ length }) => length === 0, {
      withinMs: 10_000,
      what: 'no port that is listened on',
    });
    expect(secretFolders()).toEqual([]);
    for (const name of await volumes()) await docker.getVolume(name).remove();
  }, 180_000);

  it('and after it is stopped no process of it, not even what an agent that was killed had', async () => {
    const haproxies = processesWith('haproxy');
    process.kill(cluster.agentPids()[0]!, 'SIGKILL');
    await cluster.stop();
    expect(cluster.agentPids()).toEqual([]);
    const left = processesWith('haproxy').filter((pid) => haproxies.includes(pid));
    expect(left.filter((pid) => environmentOf(pid).includes(cluster.dataDir))).toEqual([]);
  }, 120_000);
});

async function answers(port: number): Promise<number> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    ({ status }) => status,
    () => 0,
  );
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => resolve(socket.destroy() !== null));
    socket.on('error', () => resolve(false));
  });
}

function processesWith(name: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && read(`/proc/${pid}/comm`).trim() === name);
}

const environmentOf = (pid: string) => read(`/proc/${pid}/environ`);

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended between the listing and the look.
    return '';
  }
}
