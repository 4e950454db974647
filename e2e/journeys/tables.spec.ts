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

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

const bar = (page: Page) => page.getByRole('region', { name: 'What is chosen' });

const nodesAre = (cluster: Cluster, cordoned: boolean) =>
  until(
    async () => (await cluster.query<{ items: { cordoned: boolean }[] }>('nodes.list')).items,
    (nodes) => nodes.every((node) => node.cordoned === cordoned),
    { withinMs: 15_000, what: cordoned ? 'cordoned nodes' : 'nodes that take containers' },
  );

test('several nodes are chosen by box and by range, and cordoned with one confirmation', async ({
  page,
  cluster,
}) => {
  await signIn(page, cluster, '/nodes');
  const table = page.getByRole('table', { name: 'Nodes' });
  await table.getByRole('checkbox', { name: 'Choose this row' }).first().click();
  await expect(bar(page)).toContainText('1 node chosen');
  await table
    .getByRole('checkbox', { name: 'Choose this row' })
    .nth(2)
    .click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('3 nodes chosen');
  await bar(page).getByRole('button', { name: 'Cordon' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cordon 3 nodes' });
  await expect(dialog.getByText(/takes? no new tasks|is cordoned/).first()).toBeVisible();
  await dialog.getByRole('button', { name: 'Cordon 3 nodes' }).click();
  await nodesAre(cluster, true);
  await expect(bar(page)).toBeHidden();
  await table.getByRole('checkbox', { name: 'Choose all 3' }).click();
  await bar(page).getByRole('button', { name: 'Uncordon' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Uncordon 3 nodes' }).click();
  await nodesAre(cluster, false);
});

test('deployments are chosen by keyboard and restarted together, grouped, folded and scaled, each in one plan', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, script('many-a', 2, 'exec sleep 3600'));
  await deploy(cluster, script('many-b', 2, 'exec sleep 3600'));
  await signIn(page, cluster, '/deployments?q=name:many*');
  const rows = page.getByRole('table', { name: 'Deployments' }).locator('[data-row]');
  await expect(rows).toHaveCount(2);
  await rows.first().focus();
  await page.keyboard.press('x');
  await expect(bar(page)).toContainText('1 deployment chosen');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar(page)).toContainText('2 deployments chosen');
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await page.keyboard.press('Control+a');
  await expect(bar(page)).toContainText('2 deployments chosen');
  await bar(page).getByRole('button', { name: 'Restart' }).click();
  const dialog = page.getByRole('dialog', { name: 'Restart 2 deployments' });
  await expect(dialog.getByText(/^Stops 4 containers on .*lowest ready/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  for (const name of ['many-a', 'many-b']) {
    await settled(cluster, name, 2, 2);
  }
  await open(page, `${cluster.url}/deployments?q=name:many*&group=namespace`);
  const table = page.getByRole('table', { name: 'Deployments' });
  await expect(table.getByRole('img', { name: /^The last day: 2 of 2 ready.* 2 rollouts/ })).toHaveCount(2);
  const head = table.getByRole('button', { name: /^default/ });
  await head.click();
  await expect(rows).toHaveCount(0);
  await open(page, page.url());
  await expect(head).toHaveAttribute('aria-expanded', 'false');
  await head.click();
  await expect(rows).toHaveCount(2);
  await table.getByRole('checkbox', { name: 'Choose all 2' }).click();
  await bar(page).getByRole('button', { name: 'Scale' }).click();
  const scale = page.getByRole('dialog', { name: 'Scale 2 deployments' });
  await scale.getByRole('textbox', { name: 'replica' }).fill('1');
  await expect(scale.getByText(/^Stops 2 containers/)).toBeVisible();
  await scale.getByRole('button', { name: 'Scale 2 deployments' }).click();
  for (const name of ['many-a', 'many-b']) await settled(cluster, name, 1);
});

test('containers are chosen and stopped together; their deployment replaces them', async ({
  page,
  cluster,
}) => {
  const before = await settledTasks(cluster, 'many-c');
  await signIn(page, cluster, '/containers?q=app:many-c');
  await page.getByRole('checkbox', { name: 'Choose all 3' }).click();
  await bar(page).getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop 3 containers' }).click();
  const after = await until(
    () => liveTasks(cluster, 'many-c'),
    (tasks) => tasks.length === 3 && tasks.every(({ id }) => !before.includes(id)),
    { withinMs: 60_000, what: 'three others' },
  );
  expect(after).toHaveLength(3);
  await test.step('their deployment lists those that its tab counts, and the ended ones on request', async () => {
    await open(page, `${cluster.url}/deployments/default/many-c/containers`);
    await expect(page.getByText('3 containers', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'With ended' }).click();
    await expect(page.getByText('6 containers', { exact: true })).toBeVisible();
  });
});

async function settledTasks(cluster: Cluster, name: string): Promise<string[]> {
  await deploy(cluster, script(name, 3, 'exec sleep 3600'));
  return (await settled(cluster, name, 3)).map(({ id }) => id);
}

test('columns are hidden, moved and widened, and stay so', async ({ page, cluster }) => {
  await signIn(page, cluster, '/nodes');
  const header = page.getByRole('table', { name: 'Nodes' }).getByRole('columnheader');
  await expect(header).toContainText(['', 'Node', 'Status', 'CPU reserved', 'Memory reserved']);
  await page.getByRole('button', { name: 'Columns of Nodes' }).click();
  await page.getByRole('checkbox', { name: 'Status' }).uncheck();
  await page.getByRole('button', { name: 'Memory reserved further to the left' }).click();
  await page.keyboard.press('Escape');
  await expect(header).toContainText(['', 'Node', 'Memory reserved', 'CPU reserved']);
  const handle = page.getByRole('button', { name: 'Width of Memory reserved: arrows change it' });
  const before = (await header.filter({ hasText: 'Memory reserved' }).boundingBox())!.width;
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect
    .poll(async () => (await header.filter({ hasText: 'Memory reserved' }).boundingBox())!.width)
    .toBeLessThan(before - 20);
  await open(page, page.url());
  await expect(header).toContainText(['', 'Node', 'Memory reserved', 'CPU reserved']);
  await page.getByRole('button', { name: 'Columns of Nodes' }).click();
  await page.getByRole('button', { name: 'As it was' }).click();
  await expect(header).toContainText(['', 'Node', 'Status', 'CPU reserved', 'Memory reserved']);
});

test('rows stand still under the pointer, and stand in order on a press or once it leaves', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, script('still-c', 1, 'exec sleep 3600'));
  await signIn(page, cluster, '/deployments?q=name:still*');
  const rows = page.getByRole('table', { name: 'Deployments' }).locator('[data-row]');
  await rows.first().hover();
  await deploy(cluster, script('still-b', 1, 'exec sleep 3600'));
  await expect(rows).toHaveText([/still-c/, /still-b/]);
  const pill = page.getByRole('button', { name: '1 change · show' });
  await test.step('what waits is told above the names of the columns', async () => {
    const told = (await pill.boundingBox())!;
    const names = (await page.getByRole('columnheader', { name: 'Revision' }).boundingBox())!;
    expect(told.y + told.height).toBeLessThan(names.y + names.height / 2);
  });
  await pill.click();
  await expect(rows).toHaveText([/still-b/, /still-c/]);
  // The pill stood above the rows, and so does the pointer.
  await rows.first().hover();
  await deploy(cluster, script('still-a', 1, 'exec sleep 3600'));
  await expect(rows).toHaveText([/still-b/, /still-c/, /still-a/]);
  await page.getByRole('heading', { name: 'Deployments' }).hover();
  await expect(rows).toHaveText([/still-a/, /still-b/, /still-c/]);
  for (const name of ['still-a', 'still-b', 'still-c']) await cluster.mutate('deployments.delete', { name });
});

test('nodes are labelled, and grouped by what tells them apart, with what is reserved of each group', async ({
  page,
  cluster,
}) => {
  const { items } = await cluster.query<{ items: { name: string; labels: Record<string, string> }[] }>(
    'nodes.list',
  );
  const [one, two] = items;
  await cluster.mutate('nodes.update', { node: two!.name, labels: { ...two!.labels, shelf: 'low' } });
  await signIn(page, cluster, `/nodes/${one!.name}`);
  await page.getByRole('button', { name: 'Label', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Label ${one!.name}` });
  const before = await dialog.getByLabel('Labels').inputValue();
  await dialog.getByLabel('Labels').fill(`${before}\nshelf`);
  await expect(dialog.getByText('is no label: write key=value')).toBeVisible();
  await dialog.getByLabel('Labels').fill(`${before}\nshelf=high`);
  const save = dialog.getByRole('button', { name: 'Save labels' });
  await expect(save).toBeEnabled();
  // What somebody else writes meanwhile is not taken back.
  await cluster.mutate('nodes.update', { node: one!.name, labels: { ...one!.labels, floor: 'first' } });
  await expect(dialog.getByText('The labels were changed by somebody else meanwhile')).toBeVisible();
  await expect(save).toBeDisabled();
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  const theirs = await dialog.getByLabel('Labels').inputValue();
  expect(theirs).toContain('floor=first');
  await dialog.getByLabel('Labels').fill(`${theirs}\nshelf=high`);
  await save.click();
  await expect(dialog).toBeHidden();
  await open(page, `${cluster.url}/nodes`);
  await page.getByLabel('Group by').selectOption('shelf');
  const table = page.getByRole('table', { name: 'Nodes' });
  for (const shelf of ['high', 'low', 'no shelf'])
    await expect(table.getByRole('button', { name: new RegExp(`^${shelf}\\s*1.* reserved$`) })).toBeVisible();
  for (const { name, labels } of [one!, two!]) await cluster.mutate('nodes.update', { node: name, labels });
});
