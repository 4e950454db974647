import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** kill -9 of the control plane in the middle of rollouts, at moments that differ from run to run. */

const crashes = 10;
const replicas = 4;

interface TaskView {
  id: string;
  state: string;
  desired: string;
  ready: boolean;
  revision: number;
  containers: { runtimeId: string; startedAtMs: number }[];
}

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ localAgents: 2 });
}, 180_000);
afterAll(() => cluster?.stop(), 180_000);

const tasks = async (): Promise<TaskView[]> =>
  (await cluster.query<{ items: TaskView[] }>('tasks.list', { deployment: 'web' })).items;

const isLive = ({ state, desired }: TaskView) => state === 'running' && desired === 'running';

const settled = (revision: number) =>
  until(
    async () => (await tasks()).filter(isLive),
    (live) => live.length === replicas && live.every((task) => task.ready && task.revision === revision),
    { withinMs: 60_000, what: `${replicas} ready replicas of revision ${revision}` },
  );

const identities = (all: TaskView[]) =>
  new Map(
    all.map(({ id, containers }) => [
      id,
      JSON.stringify(containers.map(({ runtimeId, startedAtMs }) => [runtimeId, startedAtMs])),
    ]),
  );

it(`survives ${crashes} kills with the rollout ending as it should and no container restarted`, async () => {
  const container = {
    name: 'hello',
    image: helloImages.process[1],
    command: ['node', '--v8-pool-size=0', 'server.cjs'],
    ports: [{ name: 'http', containerPort: 0 }],
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '32Mi' } },
  };
  const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const manifest = {
    name: 'web',
    replicas,
    strategy,
    runtime: 'process',
    template: { terminationGracePeriodSeconds: 2, containers: [container] },
  };
  await cluster.mutate('deployments.deploy', { manifest });
  await settled(1);
  for (let crash = 0; crash < crashes; crash++) {
    const image = helloImages.process[crash % 2 === 0 ? 2 : 1];
    const { deploymentRevision } = await cluster.mutate<{ deploymentRevision: number }>(
      'deployments.setImage',
      { name: 'web', image },
    );
    await new Promise((next) => setTimeout(next, Math.random() * 1_500));
    const before = identities((await tasks()).filter(isLive));
    await cluster.crash();
    await cluster.restart();
    const live = identities((await tasks()).filter(({ state }) => state === 'running'));
    for (const [id, identity] of live) if (before.has(id)) expect(identity).toBe(before.get(id));
    await settled(deploymentRevision);
    const { revisions } = await cluster.query<{ revisions: { number: number }[] }>('deployments.history', {
      name: 'web',
    });
    expect(revisions[0]!.number).toBe(deploymentRevision);
  }
}, 600_000);
