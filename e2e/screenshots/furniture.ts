import type { Cluster } from '@gantry/bench/cluster';

type Mutable = Pick<Cluster, 'mutate'>;

const task = (...command: string[]) => ({
  containers: [{ name: 'main', command, resources: { requests: { cpu: '10m', memory: '16Mi' } } }],
});

/** What a cluster has beside deployments: services, configuration and jobs, on a good day. */
export async function makeStored(cluster: Mutable, { deployment = 'shop' } = {}): Promise<void> {
  await save(cluster, 'configs', { name: 'page', data: { 'greeting.txt': 'hello', 'colour.txt': 'green' } });
  await save(cluster, 'secrets', { name: 'database', data: { user: 'shop', password: 'not shown again' } });
  await save(cluster, 'volumes', { name: 'uploads', capacity: '2Gi' });
  await save(cluster, 'services', {
    name: 'shop',
    deployment,
    ports: [{ port: 80, targetPort: 'http' }],
  });
  await submit(cluster, {
    ...{ name: 'reports', runtime: 'process' },
    batch: { completions: 6, parallelism: 2, template: task('/bin/sleep', '3600') },
  });
  await submit(cluster, {
    ...{ name: 'nightly', runtime: 'process' },
    cron: { schedule: '30 2 * * *', run: { batch: { template: task('/bin/true') } } },
  });
}

/** On a bad one: a job whose tasks fail, a gang without room, a service of which nothing is ready. */
export async function makeFailingStored(cluster: Mutable): Promise<void> {
  await submit(cluster, {
    ...{ name: 'broken', runtime: 'process' },
    batch: { completions: 2, template: task('/bin/sh', '-c', 'echo it breaks >&2; exit 7') },
  });
  const [container] = task('/bin/sleep', '60').containers;
  const resources = { requests: { cpu: '999', memory: '8Mi' } };
  await submit(cluster, {
    ...{ name: 'crowd', runtime: 'process' },
    gang: { ranks: 2, template: { containers: [{ ...container!, resources }] } },
  });
  await save(cluster, 'services', {
    name: 'crash',
    deployment: 'crash',
    ports: [{ port: 80, targetPort: 8080 }],
  });
}

const save = (cluster: Mutable, kind: 'configs' | 'secrets' | 'volumes' | 'services', manifest: object) =>
  cluster.mutate(`${kind}.save`, { manifest, ...(kind === 'secrets' ? {} : { undoSeconds: 0 }) });
const submit = (cluster: Mutable, manifest: object) => cluster.mutate('jobs.submit', { manifest });
