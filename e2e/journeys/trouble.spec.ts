import type { Cluster } from '@gantry/bench/cluster';
import type { Page } from '@playwright/test';
import {
  deploy,
  expect,
  liveTasks,
  open,
  script,
  settled,
  signIn,
  test,
  until,
  withoutUndoWindow,
} from './stack.ts';

/** Something waits, something has to leave, something broke: what the dashboard says of it, and what helps. */

test.use({ clusterOf: 'trouble' });

interface Node {
  id: string;
  name: string;
  resources: { cpuMillis: number };
}

const sleeper = (name: string, replicas: number, more: object = {}, cpuMillis = 10) => {
  const { template, ...rest } = script(name, replicas, 'exec sleep 3600');
  const container = { ...template.containers[0]!, resources: { requests: { cpu: `${cpuMillis}m` } } };
  return { ...rest, template: { ...template, ...more, containers: [container] } };
};

const nodesOf = async (cluster: Cluster): Promise<Node[]> =>
  (await cluster.query<{ items: Node[] }>('nodes.list')).items.toSorted((a, b) => (a.name < b.name ? -1 : 1));

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

test('F4.24 a container that waits says why by reason, lights the nodes, and the first thing that would help places it', async ({
  page,
  cluster,
}) => {
  const [one, two, three] = await nodesOf(cluster);
  for (const node of [one!, two!]) await cluster.mutate('nodes.cordon', { node: node.name });
  const large = Math.floor(three!.resources.cpuMillis * 0.6);
  await deploy(cluster, sleeper('holds-room', 1, {}, large));
  await cluster.mutate('deployments.deploy', { manifest: sleeper('waits', 1, {}, large) });
  const [waiting] = await until(
    async () =>
      (
        await cluster.query<{ items: { id: string; unplaced: unknown }[] }>('tasks.list', {
          deployment: 'waits',
        })
      ).items,
    ([task]) => task !== undefined && task.unplaced !== null,
    { withinMs: 20_000, what: 'a container that no node takes' },
  );
  await signIn(page, cluster, `/containers/${waiting!.id}`);
  const why = panel(page, 'Why it waits');
  await expect(why.getByText('2 of 3')).toBeVisible();
  await expect(why.getByText('1 of 3')).toBeVisible();
  // What is free is told the same in the sentence, the nodes by reason and the nearest fit.
  const most = why.getByText(new RegExp(`most free is [\\d.]+ on ${three!.name}`)).first();
  await expect(most).toBeVisible();
  const [, free] = /most free is ([\d.]+) on/.exec((await most.textContent()) ?? '') ?? [];
  await expect(
    why.getByRole('region', { name: 'Nearest fit' }).getByText(new RegExp(`^${free}\\sCPU free`)),
  ).toBeVisible();

  // Filter by filter, from the three to none; what a filter cost is lit by a press on it.
  const funnel = why.getByRole('list', { name: 'From all nodes to those that fit' });
  await expect(funnel.getByRole('listitem')).toHaveText([
    /^3seen/,
    /1Reachable$/,
    /1Constraints$/,
    /0CPU$/,
    /0Memory$/,
  ]);
  await funnel.getByRole('link', { name: /^Reachable: 1 left, 2 nodes less/ }).click();
  await expect(page.locator('[data-lit]')).toHaveCount(2);
  await page.getByRole('link', { name: three!.name }).first().click();
  const refused = page.getByRole('list', { name: 'Refuses' }).getByRole('listitem');
  await expect(refused).toContainText(/lacks CPU \(wants .* is free\)/);
  await page.goBack();
  await page.goBack();

  await why.locator('summary', { hasText: '2 of 3' }).click();
  await why.getByRole('link', { name: 'Show on the map' }).first().click();
  await expect(page.locator('[data-lit]')).toHaveCount(2);
  await expect(page.getByText('2 nodes lit')).toBeVisible();
  await expect(page.locator('[data-lit]').getByText(three!.name)).toHaveCount(0);
  await page.goBack();

  const first = why.getByRole('region', { name: 'What would help' }).getByRole('listitem').first();
  // Either of the two would do.
  await expect(first).toContainText(/Uncordon node-\d: it has room/);
  const [node] = /node-\d/.exec((await first.textContent()) ?? '') ?? [];
  expect([one!.name, two!.name]).toContain(node);
  await first.getByRole('button', { name: 'Uncordon' }).click();
  const [placed] = await settled(cluster, 'waits', 1);
  expect(placed).toMatchObject({ id: waiting!.id });
  await expect(page.locator('main').getByRole('link', { name: node! }).first()).toBeVisible();
  await expect(why).toBeHidden();
  await tidy(cluster, ['waits', 'holds-room']);
  // The other of the two: those that come after have all nodes.
  for (const { name } of [one!, two!]) await cluster.mutate('nodes.uncordon', { node: name });
});

test('F4.25 a node is drained: the plan has the moves and what cannot move, it empties, and takes containers again', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, sleeper('moves', 4));
  const [first] = await liveTasks(cluster, 'moves');
  const { node } = await cluster.query<{ node: Node }>('tasks.get', { task: first!.id });
  await cluster.mutate('nodes.update', { node: node.name, labels: { place: 'here' } });
  await deploy(cluster, sleeper('stays', 1, { nodeSelector: { place: 'here' } }));
  await signIn(page, cluster, `/nodes/${node.name}`);
  await page.getByRole('button', { name: 'Drain', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Waves').getByText('waits for a node')).toBeVisible();
  await expect(dialog.getByText(/1 task of stays would find no place/)).toBeVisible();
  await expect(dialog.getByText(/starts \d+ containers? on/)).toBeVisible();
  await dialog.getByRole('button', { name: `Drain ${node.name}` }).click();
  await expect(dialog).toBeHidden();
  // What could move has, and what could not holds the drain up until its owner lets it go.
  await expect(page.getByText('Draining: 1 container left')).toBeVisible();
  await settled(cluster, 'moves', 4);
  await tidy(cluster, ['stays']);
  await expect(page.getByText('Drained: nothing is left on it')).toBeVisible();
  await page.getByRole('button', { name: 'Uncordon' }).click();
  await expect(page.getByText('Drained: nothing is left on it')).toHaveCount(0);
  await deploy(cluster, sleeper('stays', 1, { nodeSelector: { place: 'here' } }));
  await expect(page.getByRole('link', { name: /^stays-/ }).first()).toBeVisible();
  await tidy(cluster, ['moves', 'stays']);
});

test('F4.34 what changed since it was last healthy has the change that broke it', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, sleeper('breaks', 2));
  const ask = { name: 'breaks' };
  await until(
    () => cluster.query<{ revisions: { rollout: { outcome: string } | null }[] }>('deployments.history', ask),
    ({ revisions }) => revisions[0]?.rollout?.outcome === 'complete',
    { withinMs: 20_000, what: 'a rollout that was well' },
  );
  const whole = sleeper('breaks', 2);
  const [container] = whole.template.containers;
  const broken = { ...container!, command: ['/bin/sh', '-c', 'exit 7'] };
  await cluster.mutate('deployments.deploy', {
    // It ends within the time that it would have to hold out, so its rollout is never through.
    manifest: { ...whole, minReadySeconds: 60, template: { ...whole.template, containers: [broken] } },
  });
  await signIn(page, cluster, '/deployments/default/breaks');
  await page.getByRole('link', { name: 'What changed' }).click();
  await expect(page.getByText(/when breaks was last healthy/)).toBeVisible();
  const guilty = panel(page, 'Deployments').getByRole('listitem');
  await expect(guilty.filter({ hasText: 'breaks' })).toContainText('revision 1 → 2');
  await expect(guilty).toHaveCount(1);
  await expectLinkAgain(page);
  await tidy(cluster, ['breaks']);
});

const panel = (page: Page, title: string) =>
  page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) });

/** The address alone shows the same. */
async function expectLinkAgain(page: Page): Promise<void> {
  await open(page, page.url());
  await expect(page.getByText(/when breaks was last healthy/)).toBeVisible();
  await expect(page.getByText('revision 1 → 2')).toBeVisible();
}

async function tidy(cluster: Cluster, names: string[]): Promise<void> {
  for (const name of names) await cluster.mutate('deployments.delete', { name });
  for (const name of names)
    await until(
      () => liveTasks(cluster, name).catch(() => []),
      (tasks) => tasks.length === 0,
      { withinMs: 30_000, what: `nothing of ${name}` },
    );
}
