import type { Cluster } from '@gantry/bench/cluster';
import { expect, open, script, settled, signIn, type TaskView, test, until } from './stack.ts';

/** A cluster without what others left, of which only one node takes containers. */
test.use({ clusterOf: 'holes' });

const shape = { cpuMillis: 1_000, memoryBytes: 2 * 1024 ** 3 };

interface Hole {
  node: string;
  resources: { cpuMillis: number; memoryBytes: number };
}

const largest = async (cluster: Cluster) =>
  (await cluster.query<{ largest: Hole | null }>('nodes.holes', shape)).largest;

/** A script that asks for just so much. */
function ofSize(name: string, { cpuMillis, memoryBytes }: Hole['resources']) {
  const { template, ...rest } = script(name, 1, 'exec sleep 3600');
  const requests = { cpu: `${cpuMillis}m`, memory: String(memoryBytes) };
  return {
    ...rest,
    template: {
      ...template,
      containers: template.containers.map((one) => ({ ...one, resources: { requests } })),
    },
  };
}

test('the nodes screen names the largest hole and its node: a container of that size lands there, and a bit more waits', async ({
  page,
  cluster,
}) => {
  for (const node of ['node-2', 'node-3']) await cluster.mutate('nodes.cordon', { node });
  await signIn(page, cluster, '/nodes');
  const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Largest hole' }) });
  await expect(panel.getByRole('link', { name: 'node-1' })).toBeVisible();
  const hole = (await largest(cluster))!;
  expect(hole.node).toBe('node-1');
  await expect(panel.getByText(/^\S+.* · .*GiB$/).first()).toBeVisible();
  await panel
    .getByRole('group', { name: 'Disk for each CPU' })
    .getByRole('button', { name: '10 GiB' })
    .click();
  await panel.getByRole('group', { name: 'Host ports of a task' }).getByRole('button', { name: '2' }).click();
  await expect(panel.getByText(/^\S+.* · .*GiB · .*iB of disk · 2 host ports$/).first()).toBeVisible();

  const { cpuMillis, memoryBytes } = hole.resources;
  const more = ofSize('a-bit-more', { cpuMillis: cpuMillis + 1, memoryBytes: memoryBytes + 1 });
  await cluster.mutate('deployments.deploy', { manifest: more, mode: 'create' });
  await until(
    async () => (await cluster.query<{ items: TaskView[] }>('tasks.list', { deployment: more.name })).items,
    ([task]) => task !== undefined && task.unplaced !== null,
    { withinMs: 15_000, what: 'a task that says why it waits' },
  );

  await cluster.mutate('deployments.deploy', { manifest: ofSize('just-so', hole.resources), mode: 'create' });
  const [task] = await settled(cluster, 'just-so', 1);
  const { tasks } = await cluster.query<{ tasks: number }>('nodes.get', { node: 'node-1' });
  expect([task!.unplaced, tasks]).toEqual([null, 1]);
  await open(page, page.url());
  await expect(panel.getByText('No node takes a task of this kind.')).toBeVisible();
});
