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
  withoutUndoWindow,
} from './stack.ts';

const name = 'typed';

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

/** Each journey stands for itself: what they are about is there before the first of them, in its second revision. */
test.beforeAll(async ({ cluster }) => {
  await deploy(cluster, script(name, 6, 'exec sleep 3600'));
  await cluster.mutate('deployments.restart', { name, cause: 'to have a second revision' });
  await settled(cluster, name, 6, 2);
});

test('F4.8 scales from three to thirty by the palette, with the keyboard only', async ({ page, cluster }) => {
  await deploy(cluster, script('grows', 3, 'exec sleep 3600'));
  await signIn(page, cluster);
  await openPalette(page);
  await page.keyboard.type('scale grows 30');
  await expect(page.getByRole('option', { name: 'Scale grows to 30' })).toBeVisible();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Start 27 more' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await settled(cluster, 'grows', 30);
  await cluster.mutate('deployments.delete', { name: 'grows' });
});

test('rolls back to an earlier revision with the keyboard only', async ({ page, cluster }) => {
  await signIn(page, cluster, `/deployments/default/${name}`);
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Roll back to r1' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Replace 6 containers with r1' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await settled(cluster, name, 6, 3);
});

test('moves along a list, peeks, looks at logs and opens, with the keyboard only', async ({
  page,
  cluster,
}) => {
  await signIn(page, cluster, '/containers');
  await expect(page.getByRole('combobox', { name: 'Filter containers' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(`app:${name}`);
  await expect(page).toHaveURL(new RegExp(`q=app%3A${name}|q=app:${name}`));
  // The line is complete, so there is nothing to suggest, and the arrow goes on to the rows.
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  const rows = page.getByRole('table', { name: 'Containers' }).locator('[data-row]');
  await expect(rows.first()).toBeFocused();
  // And from anywhere.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('j');
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press(' ');
  await expect(page.getByRole('complementary', { name: 'Peek' })).toContainText(name);
  await expect(page).toHaveURL(/peek=container/);
  // The panel goes along with the rows, and Back closes it all the same.
  const peeked = page.url();
  await page.keyboard.press('j');
  await expect(rows.nth(2)).toBeFocused();
  await expect(page).not.toHaveURL(peeked);
  await expect(page.getByRole('complementary', { name: 'Peek' })).toContainText(name);
  await page.keyboard.press('l');
  await expect(page.getByRole('tab', { name: new RegExp(`Logs of ${name}`) })).toBeVisible();
  await page.keyboard.press('Control+`');
  await expect(page.getByRole('region', { name: 'Dock' })).toBeHidden();
  // Its key is told in the panel, and works there too.
  await page.getByRole('complementary', { name: 'Peek' }).getByRole('heading').first().click();
  await page.keyboard.press('l');
  await expect(page.getByRole('region', { name: 'Dock' })).toBeVisible();
  await page.keyboard.press('Control+`');
  await expect(page.getByRole('region', { name: 'Dock' })).toBeHidden();
  await page.goBack();
  await expect(page.getByRole('complementary', { name: 'Peek' })).toBeHidden();
});

test('finds a container by its id, and a revision', async ({ page, cluster }) => {
  const [task] = await liveTasks(cluster, name);
  await signIn(page, cluster);
  await openPalette(page);
  await page.keyboard.type(task!.id);
  await page.getByRole('option', { name: new RegExp(task!.name) }).waitFor();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/containers/${task!.id}`));
  await openPalette(page);
  await page.keyboard.type(`#r1 ${name}`);
  await page.getByRole('option', { name: `r1 of ${name}` }).waitFor();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/deployments/default/${name}/revisions/1`));
  await expect(page.getByRole('link', { name: 'Roll back to r1' })).toBeVisible();
});

test('goes to a moment by the palette, tells the keys of a screen, and copies what it is about', async ({
  page,
  cluster,
}) => {
  await signIn(page, cluster, `/deployments/default/${name}`);
  await openPalette(page);
  await page.keyboard.type(`:before r2 ${name}`);
  await page.getByRole('option', { name: `Before r2 of ${name}` }).waitFor();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/deployments\/default\/typed\?at=\d+/);
  await expect(page.getByText('· r1', { exact: false }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  // The same bar by a press: a phone has no keys.
  await page.getByRole('status').getByText('Live', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'Time bar' })).toBeVisible();
  await page.keyboard.press('h');
  await page.keyboard.press('Shift+?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys.getByText('Scale the deployment')).toBeVisible();
  await expect(keys.getByText('Next trouble')).toHaveCount(0);
  await page.keyboard.press('Escape');
  // Put elsewhere, a key is the other one; while something is typed it is a letter, and Ctrl K is no letter anywhere.
  await page.evaluate(() => localStorage.setItem('gantry.keys', JSON.stringify({ c: 'y' })));
  await open(page, `${cluster.url}/deployments?q=name:${name}`);
  await expect(page.getByRole('status').filter({ hasText: 'Live' }).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('y');
  const filter = page.getByRole('combobox', { name: 'Filter deployments' });
  await expect(filter).toHaveValue(`name:${name}y`);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await filter.fill(`name:${name}`);
  await page.getByRole('table', { name: 'Deployments' }).locator('[data-row]').first().focus();
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog', { name: `Scale ${name}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('y');
  const copies = page.getByRole('dialog', { name: 'Copy as' });
  await expect(copies.getByText(`kubectl -n default get deployment ${name} -o yaml`)).toBeVisible();
  await expect(copies.getByRole('button', { name: 'Copy YAML' })).toBeVisible();
});

test('pastes what was written for Kubernetes, and deploys it as a new deployment', async ({
  page,
  cluster,
}) => {
  await signIn(page, cluster, '/deploy');
  await page.getByRole('button', { name: 'Paste from elsewhere' }).click();
  await page.getByLabel('Text to read').fill(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: pasted, labels: { app: pasted } }
spec:
  replicas: 1
  selector: { matchLabels: { app: pasted } }
  template:
    metadata: { labels: { app: pasted } }
    spec:
      runtimeClassName: process
      serviceAccountName: robot
      containers: [{ name: main, image: "", command: [sleep, "3600"] }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: left-out }
`);
  await expect(page.getByText('serviceAccountName: kept, but not honoured')).toBeVisible();
  await expect(page.getByText('ConfigMap left-out: no deployment')).toBeVisible();
  await page.getByRole('button', { name: 'Put pasted into the form' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('pasted');
  await page.getByRole('button', { name: /^Deploy 1 container/ }).click();
  await expect(page).toHaveURL(/\/deployments\/default\/pasted/);
  await settled(cluster, 'pasted', 1);
});

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /Search/ })).toBeFocused();
}

test('a key is put elsewhere in the settings, and another that is taken is refused', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, script('keyed', 1, 'exec sleep 3600'));
  await signIn(page, cluster, '/settings');
  const scaling = page.getByRole('button', { name: /^Another key for: Scale the deployment/ });
  await scaling.click();
  await page.keyboard.press('u');
  await expect(page.getByText('U is taken: Update its image.')).toBeVisible();
  await page.keyboard.press('q');
  await expect(scaling).toHaveAccessibleName(/It has Q$/);
  await open(page, `${cluster.url}/deployments/default/keyed`);
  await expect(page.getByRole('button', { name: /^Scale/ })).toContainText('Q');
  await page.keyboard.press('s');
  await page.keyboard.press('q');
  await expect(page.getByRole('dialog', { name: 'Scale keyed' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('g and a key lead to every place, from a deployment and from the map, whose own keys they are not then', async ({
  page,
  cluster,
}) => {
  const ways: Record<string, string> = {
    ...{ o: '/', m: '/map', w: '/deployments', j: '/jobs', c: '/containers', v: '/services', n: '/nodes' },
    ...{ i: '/configuration/configs', f: '/offers', k: '/frameworks', r: '/roles', a: '/activity' },
    ...{ u: '/audit', s: '/settings', d: '/deploy' },
  };
  await deploy(cluster, script('left', 1, 'exec sleep 3600'));
  await signIn(page, cluster, '/deployments/default/left');
  for (const from of ['/deployments/default/left', '/map']) {
    await open(page, cluster.url + from);
    await expect(page.getByRole('status').getByText('Live', { exact: true }).first()).toBeVisible();
    for (const [key, to] of Object.entries(ways)) {
      if (to === from) continue;
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await expect(page, `G ${key.toUpperCase()} from ${from}`).toHaveURL(cluster.url + to);
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.goBack();
      await expect(page).toHaveURL(new RegExp(`${from}([?]|$)`));
    }
  }
  // A place keeps its key where an act has another one, and in a text both are letters.
  await page.evaluate(() => localStorage.setItem('gantry.keys', JSON.stringify({ s: 'q' })));
  await open(page, `${cluster.url}/deployments`);
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(`${cluster.url}/settings`);
  await page.goBack();
  await page.keyboard.press('/');
  await page.keyboard.type('gs');
  await expect(page.getByRole('combobox', { name: 'Filter deployments' })).toHaveValue('gs');
  await expect(page).toHaveURL(/\/deployments/);
});
