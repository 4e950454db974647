import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { buildHelloImage } from '@gantry/examples/hello-image';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideView } from './outside-view.ts';

/** Rollouts of real containers behind probes, watched from the engine's side. */

const socketPath = process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? null;
const why = socketPath === null ? 'no container engine: GANTRY_TEST_DOCKER_SOCKET names none' : null;
if (why !== null) console.warn(`Rolling updates of containers are not tested: ${why}`);

const replicas = 10;
const images = {
  1: `gantry.local/rolling-test:1-${process.pid}`,
  2: `gantry.local/rolling-test:2-${process.pid}`,
};

interface DeploymentView {
  revision: number;
  status: { readyReplicas: number; updatedReplicas: number; replicas: number; terminatingReplicas: number };
}

describe.skipIf(why !== null)(`rolling updates of containers${why ? ` (skipped: ${why})` : ''}`, () => {
  const docker = new Docker({ socketPath: socketPath ?? '' });
  const view = new OutsideView(docker, Object.values(images));
  let cluster: Cluster;

  beforeAll(async () => {
    for (const version of [1, 2] as const)
      await buildHelloImage(version, { socketPath: socketPath!, image: images[version] });
    await view.open();
    cluster = await startCluster({ dockerSocket: socketPath });
  }, 180_000);
  afterAll(async () => {
    view.close();
    await cluster?.stop();
    const left = await docker.listContainers({ all: true, filters: { ancestor: Object.values(images) } });
    for (const { Id } of left) await docker.getContainer(Id).remove({ force: true, v: true });
    for (const image of Object.values(images)) await docker.getImage(image).remove({ force: true });
  }, 180_000);

  const settled = async (revision: number) => {
    await until(
      () => cluster.query<DeploymentView>('deployments.get', { name: 'web' }),
      ({ revision: newest, status }) =>
        newest === revision &&
        status.updatedReplicas === replicas &&
        status.readyReplicas === replicas &&
        status.replicas + status.terminatingReplicas === replicas,
      { withinMs: 150_000, what: `${replicas} ready replicas of revision ${revision} and no others` },
    );
    // Who looks from outside asks by itself, and may have its answers later than the agents have theirs.
    await until(
      async () => view.readyNow,
      (ready) => ready === replicas,
      { withinMs: 30_000, what: `${replicas} ready containers as seen from outside` },
    );
  };

  it('never has fewer ready than asked for, with maxUnavailable 0', async () => {
    await cluster.mutate('deployments.deploy', { manifest: manifest(images[1], '/healthz') });
    await settled(1);
    const startedAtMs = Date.now();
    await cluster.mutate('deployments.setImage', { name: 'web', image: images[2] });
    await settled(2);
    expect(view.lowestSince(startedAtMs)).toBe(replicas);
  }, 200_000);

  it('goes back by itself when a probe fails, and the timeline says which, where and how often', async () => {
    const startedAtMs = Date.now();
    await cluster.mutate('deployments.deploy', { manifest: manifest(images[1], '/no-such-page') });
    await settled(4);
    expect(view.lowestSince(startedAtMs)).toBe(replicas);
    const { revisions } = await cluster.query<{
      revisions: { number: number; restoredFrom: number | null; cause: string }[];
    }>('deployments.history', { name: 'web' });
    const newest = revisions.find(({ number }) => number === 4);
    expect(newest).toMatchObject({ restoredFrom: 2 });
    expect(newest?.cause).toMatch(/\d+ probe failures.* readiness probe: GET .*no-such-page.* on node-\d/);
  }, 200_000);
});

function manifest(image: string, probePath: string) {
  const container = {
    name: 'hello',
    image,
    imagePullPolicy: 'Never',
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: probePath, port: 8080 }, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '8Mi' } },
  };
  return {
    name: 'web',
    replicas,
    runtime: 'docker',
    strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 0 } },
    healthGates: { maxProbeFailures: 5, onFailure: 'rollback' },
    template: { terminationGracePeriodSeconds: 5, containers: [container] },
  };
}
