import { deploy, expect, hello, listen, settled, signIn, test, until } from './stack.ts';

interface IntentView {
  id: string;
  state: string;
  dueAtMs: number;
  endedAtMs: number | null;
}

test('F4.16 taken back within five seconds, nothing has happened', async ({ page, cluster }) => {
  const name = 'undone';
  await deploy(cluster, hello(name, 2));
  await signIn(page, cluster, `/deployments/default/${name}`);
  await askForFour(page);
  const bar = page.getByRole('region', { name: 'Acts that can be taken back' });
  await expect(bar).toContainText(`Scale ${name} to 4`);
  await page.keyboard.press('z');
  await expect(page.getByText('taken back, nothing was done')).toBeVisible();
  await expect(bar).toBeHidden();
  const { items } = await cluster.query<{ items: IntentView[] }>('intents.list', {});
  expect(items[0]!.state).toBe('withdrawn');
  await until(
    () => Promise.resolve(Date.now()),
    (nowMs) => nowMs > items[0]!.dueAtMs + 500,
    { withinMs: 10_000, what: 'the end of the window' },
  );
  const { spec } = await cluster.query<{ spec: { replicas: number } }>('deployments.get', { name });
  expect(spec.replicas).toBe(2);
});

test('F4.16 with the tab closed it still happens, when its time has come', async ({
  page,
  context,
  cluster,
  faults,
}) => {
  const name = 'done-unseen';
  await deploy(cluster, hello(name, 2));
  // Loaded before, as the act waits for a few seconds only.
  const other = await context.newPage();
  listen(other, faults);
  await signIn(other, cluster);
  await signIn(page, cluster, `/deployments/default/${name}`);
  await askForFour(page);
  const { items: waiting } = await until(
    () => cluster.query<{ items: IntentView[] }>('intents.list', { state: 'waiting' }),
    ({ items: [intent] }) => intent !== undefined,
    { withinMs: 10_000, what: 'the act that waits' },
  );
  const [placed] = waiting;
  await page.close();
  await expect(other.getByRole('region', { name: 'Acts that can be taken back' })).toContainText('admin');
  await settled(cluster, name, 4);
  const { items } = await cluster.query<{ items: IntentView[] }>('intents.list', { state: 'done' });
  const done = items.find(({ id }) => id === placed!.id);
  expect(done!.endedAtMs! - placed!.dueAtMs).toBeGreaterThanOrEqual(0);
  expect(done!.endedAtMs! - placed!.dueAtMs).toBeLessThan(10_000);
});

test('an edit whose saving is taken back stays in the editor, until it is done', async ({
  page,
  cluster,
}) => {
  const name = 'edited-undone';
  await deploy(cluster, hello(name, 1));
  await signIn(page, cluster, `/deployments/default/${name}/config`);
  const replicas = page.getByRole('textbox', { name: 'Replicas' });
  await replicas.fill('2');
  const save = page.getByRole('button', { name: /^Save/ });
  await save.click();
  await expect(page.getByRole('region', { name: 'Acts that can be taken back' })).toBeVisible();
  await expect(save).toHaveAttribute('title', /^It is saved already/);
  await expect(save).toBeDisabled();
  await page.keyboard.press('z');
  await expect(page.getByText('taken back, nothing was done')).toBeVisible();
  await expect(replicas).toHaveValue('2');
  await expect(save).toBeEnabled();
  await save.click();
  await expect(save).toBeDisabled();
  // It is what is written then, so that it is no edit any more and nobody else's either.
  await expect(save).toHaveCount(0, { timeout: 15_000 });
  await expect(replicas).toHaveValue('2');
  await settled(cluster, name, 2);
});

async function askForFour(page: import('@playwright/test').Page): Promise<void> {
  await page.getByRole('button', { name: /^Scale/ }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'replica' }).fill('4');
  await page.getByRole('button', { name: 'Start 2 more' }).click();
}
