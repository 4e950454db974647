import type { Cluster } from '@gantry/bench/cluster';
import type { Page } from '@playwright/test';
import { inAnotherBrowser } from './another-browser.ts';
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

const mayOnlyLook = /^You may look, not act/;

test('F4.39 a viewer acts nowhere, an operator in one namespace only, and the audit shows both', async ({
  page,
  browser,
  cluster,
  faults,
}) => {
  await deploy(cluster, script('watched-over', 2, 'exec sleep 3600'));
  const shop = { ...script('till', 1, 'exec sleep 3600'), namespace: 'shop' };
  await cluster.mutate('deployments.deploy', { manifest: shop });
  await withoutUndoWindow(page);
  await signIn(page, cluster, '/settings');
  const vera = await addPerson(page, { name: 'vera', level: 'viewer' });
  const otto = await addPerson(page, { name: 'otto', level: 'operator', namespaces: 'shop' });

  const viewer = await inAnotherBrowser(browser, { cluster, token: vera, faults });
  const [task] = await liveTasks(cluster, 'watched-over');
  for (const path of [
    '/deployments/default/watched-over',
    '/deployments/default/watched-over?panel=scale',
    '/deployments/default/watched-over?panel=delete',
    '/deployments/shop/till',
    `/containers/${task!.id}`,
    '/nodes/node-1',
    '/nodes/node-1?panel=drain',
    '/configuration/configs',
    '/roles',
    '/settings',
  ]) {
    await open(viewer, cluster.url + path);
    const acts = viewer.locator('button[data-acts]');
    await expect(acts.first()).toBeVisible();
    await expect(acts.first()).toHaveAttribute('title', mayOnlyLook);
    await expect(viewer.locator('button[data-acts]:enabled'), path).toHaveCount(0);
  }
  expect(await statusOf(cluster, vera, 'deployments.scale', { name: 'watched-over', replicas: 9 })).toBe(403);
  expect(await statusOf(cluster, vera, 'nodes.cordon', { node: 'node-1' })).toBe(403);

  const operator = await inAnotherBrowser(browser, { cluster, token: otto, faults });
  await withoutUndoWindow(operator);
  await open(operator, `${cluster.url}/deployments/default/watched-over`);
  await expect(operator.getByRole('button', { name: /^Scale/ })).toHaveAttribute(
    'title',
    'You are an operator in shop only. Ask to be one in default.',
  );
  await expect(operator.locator('button[data-acts]:enabled')).toHaveCount(0);
  await open(operator, `${cluster.url}/nodes/node-1`);
  await expect(operator.getByRole('button', { name: 'Cordon' })).toBeDisabled();
  await open(operator, `${cluster.url}/deployments/shop/till`);
  await operator.getByRole('button', { name: /^Scale/ }).click();
  await operator.getByRole('dialog').getByRole('textbox', { name: 'replica' }).fill('2');
  await operator.getByRole('button', { name: 'Start 1 more' }).click();
  await expect(operator.getByText('2 of 2 ready').first()).toBeVisible();
  expect(await statusOf(cluster, otto, 'deployments.scale', { name: 'watched-over', replicas: 9 })).toBe(403);
  await settled(cluster, 'watched-over', 2);

  await open(page, `${cluster.url}/audit`);
  const audit = page.getByRole('table', { name: /audit/i });
  await expect(audit.getByRole('row').filter({ hasText: 'vera' }).first()).toContainText('forbidden');
  await expect(
    audit.getByRole('row').filter({ hasText: 'otto' }).filter({ hasText: 'shop/till' }),
  ).toHaveCount(1);
  await expect(
    audit.getByRole('row').filter({ hasText: 'otto' }).filter({ hasText: 'default/watched-over' }),
  ).toContainText('forbidden');
  await viewer.context().close();
  await operator.context().close();
});

/** Adds somebody in the settings, and returns the token that is shown once. */
async function addPerson(
  page: Page,
  { name, level, namespaces }: { name: string; level: string; namespaces?: string },
): Promise<string> {
  await page.getByRole('button', { name: 'Add somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add somebody' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('May').selectOption(level);
  if (namespaces !== undefined) await dialog.getByLabel(/^In namespaces/).fill(namespaces);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const told = page.getByRole('dialog', { name: `The token of ${name}` });
  const copy = await told.getByRole('button', { name: /^Copy / }).getAttribute('aria-label');
  await told.getByRole('button', { name: 'It is handed over' }).click();
  await expect(page.getByRole('table', { name: 'People' })).toContainText(name);
  return copy!.slice('Copy '.length);
}

async function statusOf(cluster: Cluster, token: string, procedure: string, input: object): Promise<number> {
  const response = await fetch(`${cluster.url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return response.status;
}

test('in a guarded namespace what is taken away has to be named', async ({ page, cluster }) => {
  await cluster.mutate('deployments.deploy', {
    manifest: { ...script('precious', 3, 'exec sleep 3600'), namespace: 'vault' },
  });
  await cluster.mutate('deployments.deploy', {
    manifest: { ...script('precious-copy', 2, 'exec sleep 3600'), namespace: 'hall' },
  });
  await withoutUndoWindow(page);
  await signIn(page, cluster, '/settings');
  await page.getByRole('button', { name: 'Guard vault', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Take the guard of vault away' })).toBeVisible();
  const scale = { name: 'precious', namespace: 'vault', replicas: 2 };
  await expect(cluster.mutate('deployments.scale', scale)).rejects.toThrow(/Namespace vault is guarded/);
  await test.step('where its configuration says a smaller number', async () => {
    await open(page, `${cluster.url}/deployments/vault/precious/config`);
    await page.getByRole('textbox', { name: 'Replicas' }).fill('2');
    const save = page.getByRole('button', { name: /^Save/ });
    await expect(page.getByText(/^Stops 1 container/)).toBeVisible();
    await expect(save).toBeDisabled();
    await page.getByLabel('Type precious to go on').fill('precious');
    await save.click();
    await expect(save).toHaveCount(0);
  });
  await open(page, `${cluster.url}/deployments/vault/precious`);
  await expect(page.getByText('2 of 2 ready').first()).toBeVisible();
  await page.getByRole('button', { name: /^Scale/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'replica' }).fill('1');
  await expect(dialog.getByText(/^Stops 1 container/)).toBeVisible();
  const confirm = dialog.getByRole('button', { name: 'Stop 1' });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel('Type precious to go on').fill('precious');
  await confirm.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('1 of 1 ready').first()).toBeVisible();
  await test.step('with others chosen at once, which are not guarded', async () => {
    await open(page, `${cluster.url}/deployments?q=precious`);
    await page.getByRole('checkbox', { name: 'Choose all 2' }).click();
    await page.getByRole('region', { name: 'What is chosen' }).getByRole('button', { name: 'Scale' }).click();
    await dialog.getByRole('textbox', { name: 'replica' }).fill('0');
    await dialog.getByLabel('Type precious to go on').fill('precious');
    await dialog.getByRole('button', { name: 'Scale 2 deployments' }).click();
    await expect(dialog).toBeHidden();
  });
});

test('a browser without a session is asked to sign in, and asks nothing that it would be refused', async ({
  page,
  cluster,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('websocket', (socket) => asked.push(new URL(socket.url()).pathname));
  await open(page, `${cluster.url}/deployments`);
  await expect(page.getByRole('heading', { name: 'Sign in to Gantry' })).toBeVisible();
  await page.getByLabel('Token').fill(cluster.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Gantry' })).toBeHidden();
  const signInAt = asked.indexOf('/sign-in');
  expect(asked.slice(0, signInAt).filter((path) => path.startsWith('/trpc'))).toEqual([]);
  await expect.poll(() => asked.slice(signInAt).some((path) => path.startsWith('/trpc'))).toBe(true);
});
