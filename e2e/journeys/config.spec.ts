import { helloImages } from '@gantry/examples';
import type { Locator, Page } from '@playwright/test';
import { deploy, expect, open, script, settled, signIn, test, until, withoutUndoWindow } from './stack.ts';

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

test('F4.3 deploys a plain process with a health check from the form', async ({ page, cluster }) => {
  await signIn(page, cluster, '/deploy');
  await page.getByLabel('Name', { exact: true }).fill('checked');
  await page.getByRole('button', { name: 'Plain process' }).click();
  await page.getByLabel('Artifact').fill(helloImages.process[1]);
  await page.getByLabel(/^Command/).fill('node --v8-pool-size=0 server.cjs');
  await page.getByLabel(/^Port/).fill('0');
  await page.getByLabel('Ready when').selectOption('http');
  await page.getByLabel('Path').fill('/healthz');
  await page.getByRole('button', { name: /^Deploy 3 containers/ }).click();
  await expect(page).toHaveURL(/\/deployments\/default\/checked/);
  const [task] = await settled(cluster, 'checked', 3);
  await expect(page.getByText('3 of 3 ready').first()).toBeVisible();
  await open(page, `${cluster.url}/containers/${task!.id}`);
  await expect(page.getByText(/^GET \/healthz on http/)).toBeVisible();
});

test('F4.4 pastes a Compose file: the form fills, and follows what is mended in the YAML', async ({
  page,
  cluster,
}) => {
  await signIn(page, cluster, '/deploy');
  await page.getByRole('button', { name: 'Paste from elsewhere' }).click();
  // What is too long is refused at once, with its size and the limit, and what was there stays.
  await page.getByLabel('Text to read').fill('a: b');
  await paste(page.getByLabel('Text to read'), `# ${'x'.repeat(1024 * 1024)}`);
  await expect(page.getByText(/The text has 1\sMiB; at most 512\sKiB/)).toBeVisible();
  await expect(page.getByLabel('Text to read')).toHaveValue('a: b');
  await page.getByLabel('Text to read').fill(`
services:
  composed:
    image: registry.example/composed:1.4
    environment: { MODE: quiet }
    deploy: { replicas: 2 }
`);
  await page
    .getByRole('button', { name: /^Put (composed )?into the form|Put composed into the form/ })
    .click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('composed');
  await expect(page.getByLabel('Image', { exact: true })).toHaveValue('registry.example/composed:1.4');
  await expect(page.getByLabel('Value of MODE')).toHaveValue('quiet');
  await expect(page.getByRole('textbox', { name: 'Replicas' })).toHaveValue('2');
  await paste(yaml(page), `# ${'x'.repeat(1024 * 1024)}`);
  await expect(page.getByText(/The text has 1\sMiB; at most 512\sKiB/)).toBeVisible();
  await rewriteLine(page, 'replicas: 2', 'replicas: 5');
  await expect(page.getByText(/The text has 1\sMiB/)).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Replicas' })).toHaveValue('5');
  await rewriteLine(page, 'registry.example/composed:1.4', 'image: registry.example/composed:1.5');
  await expect(page.getByLabel('Image', { exact: true })).toHaveValue('registry.example/composed:1.5');
});

test('F4.5 form and YAML follow each other, and comments stay', async ({ page, cluster }) => {
  const name = 'followed';
  await deploy(cluster, script(name, 1, 'exec sleep 3600'));
  await signIn(page, cluster, `/deployments/default/${name}/config`);
  await rewriteLine(page, 'replicas: 1', 'replicas: 1 # enough for the night');
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByLabel('Variable', { exact: true }).last().fill('MODE');
  await page.getByLabel('Value of MODE').fill('quiet');
  await expect(yaml(page)).toContainText('value: quiet');
  await expect(yaml(page)).toContainText('replicas: 1 # enough for the night');
  await page.getByRole('textbox', { name: 'Replicas' }).fill('2');
  await expect(yaml(page)).toContainText('replicas: 2 # enough for the night');
  await rewriteLine(page, 'value: quiet', 'value: loud');
  await expect(page.getByLabel('Value of MODE')).toHaveValue('loud');
  await expect(yaml(page)).toContainText('# enough for the night');
  await test.step('what is not saved yet is there again after another tab was looked at', async () => {
    await page.getByRole('link', { name: 'Timeline', exact: true }).click();
    await expect(yaml(page)).toHaveCount(0);
    await page.getByRole('link', { name: 'Config', exact: true }).click();
    await expect(yaml(page)).toContainText('value: loud');
    await expect(page.getByText('Kept in this browser')).toBeVisible();
  });
  await test.step('Ctrl Enter in a dialog is the dialog’s alone', async () => {
    await expect(page.getByRole('button', { name: 'Save and roll out' })).toBeEnabled();
    await page.getByRole('button', { name: /^Scale/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'replica' }).press('Control+Enter');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: 'Save and roll out' })).toBeEnabled();
  });
  await test.step('Ctrl Enter saves it from within the YAML, and adds no line to it', async () => {
    await expect(page.getByRole('button', { name: 'Save and roll out' })).toBeEnabled();
    await page.locator('.cm-line', { hasText: 'value: loud' }).click();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('button', { name: 'Save and roll out' })).toHaveCount(0);
    await settled(cluster, name, 2);
    const kept = await cluster.query<{ yaml: string }>('deployments.manifest', { name });
    expect(kept.yaml).not.toMatch(/\n\s*\n/);
  });
  const { template } = await cluster.query<{ template: { containers: { env: unknown }[] } }>(
    'deployments.get',
    { name },
  );
  expect(JSON.stringify(template)).toContain('loud');
});

test('what is written and not sent is there after a reload, and gone with signing out', async ({
  page,
  cluster,
}) => {
  await signIn(page, cluster, '/deploy');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('unsent');
  await expect(yaml(page)).toContainText('unsent');
  await open(page, `${cluster.url}/deploy`);
  await expect(name).toHaveValue('unsent');
  await open(page, `${cluster.url}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Gantry' })).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('unsent');
  await signIn(page, cluster, '/deploy');
  await expect(name).toHaveValue('');
});

test('a comment stays through a reload, a scaling and a rollback by others, and is there for everybody', async ({
  page,
  browser,
  cluster,
}) => {
  const name = 'remarked';
  await deploy(cluster, script(name, 1, 'exec sleep 3600'));
  await signIn(page, cluster, `/deployments/default/${name}/config`);
  await rewriteLine(page, 'replicas: 1', 'replicas: 1 # enough for the night');
  await rewriteLine(page, 'exec sleep 3600', '- exec sleep 7200 # a nap');
  await page.getByRole('button', { name: 'Save and roll out' }).click();
  await expect(page.getByRole('button', { name: 'Save and roll out' })).toHaveCount(0);
  await settled(cluster, name, 1);
  await open(page, page.url());
  await expect(yaml(page)).toContainText('replicas: 1 # enough for the night');
  await cluster.mutate('deployments.scale', { name, replicas: 2 });
  await expect(yaml(page)).toContainText('replicas: 2 # enough for the night');
  await cluster.mutate('deployments.rollback', { name });
  await expect(yaml(page)).toContainText('- exec sleep 3600 # a nap');
  const other = await browser.newPage();
  await signIn(other, cluster, `/deployments/default/${name}/config`);
  await expect(yaml(other)).toContainText('replicas: 2 # enough for the night');
  await other.close();
});

test('F4.6 what is wrong is told alike in form and YAML, and Save stays off', async ({ page, cluster }) => {
  const name = 'mistaken';
  await deploy(cluster, script(name, 1, 'exec sleep 3600'));
  await signIn(page, cluster, `/deployments/default/${name}/config`);
  await page.getByRole('textbox', { name: 'Memory each' }).fill('lots');
  const told = page.locator('[role="alert"]').filter({ hasText: /./ }).first();
  await expect(told).toBeVisible();
  const sentence = (await told.textContent())!.trim();
  await expect(page.getByRole('button', { name: 'Save and roll out' })).toBeDisabled();
  await page.locator('.cm-lintRange-error').first().hover();
  await expect(page.locator('.cm-tooltip')).toContainText(sentence);
  await page.getByRole('textbox', { name: 'Memory each' }).fill('64Mi');
  await expect(page.getByRole('button', { name: 'Save and roll out' })).toBeEnabled();
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
  await rewriteLine(page, 'memory: 64Mi', 'memory: lots');
  await expect(page.getByText(sentence).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save and roll out' })).toBeDisabled();
});

test('what others changed while the editor was open is merged, and what both changed is chosen', async ({
  page,
  cluster,
}) => {
  const name = 'shared';
  await deploy(cluster, { ...script(name, 1, 'exec sleep 3600'), labels: { team: 'a' } });
  await signIn(page, cluster, `/deployments/default/${name}/config`);
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByLabel('Variable', { exact: true }).last().fill('MODE');
  await rewriteLine(page, 'team: a', 'team: mine # ours');
  await cluster.mutate('deployments.deploy', {
    manifest: { ...script(name, 2, 'exec sleep 3600'), labels: { team: 'theirs' } },
  });
  const notice = page.getByText(/Merging takes over replicas; 1 field to choose/);
  const save = page.getByRole('button', { name: 'Save and roll out' });
  await page.evaluate(() => scrollTo(0, 0));
  await expect(notice).toBeInViewport();
  await expect(save).toBeInViewport();
  await expect(save).toBeDisabled();
  await page.getByRole('button', { name: 'Merge' }).click();
  await expect(page.getByRole('textbox', { name: 'Replicas' })).toHaveValue('2');
  await expect(save).toBeDisabled();
  await page.getByRole('button', { name: 'Take theirs: theirs' }).click();
  await expect(yaml(page)).toContainText('team: theirs # ours');
  await expect(yaml(page)).toContainText('name: MODE');
  // While a container comes up, the plan is another one at each press.
  await settled(cluster, name, 2);
  await expect(save).toBeEnabled();
  await save.click();
  const merged = await until(
    () =>
      cluster.query<{ revision: number; spec: { replicas: number }; labels: { team: string } }>(
        'deployments.get',
        {
          name,
        },
      ),
    ({ revision }) => revision === 2,
    { withinMs: 30_000, what: 'the merged revision' },
  );
  expect(merged).toMatchObject({ spec: { replicas: 2 }, labels: { team: 'theirs' } });
});

test('F4.23 a new revision from an old one makes exactly one rollout', async ({ page, cluster }) => {
  const name = 'revised';
  await deploy(cluster, script(name, 1, 'exec sleep 3600'));
  const firstAtMs = Date.now();
  const second = script(name, 1, 'exec sleep 7200');
  await cluster.mutate('deployments.deploy', { manifest: second });
  const history = () =>
    cluster.query<{
      revisions: { number: number; restoredFrom: number | null; rollout: { outcome: string } | null }[];
    }>('deployments.history', { name });
  const complete = (number: number) =>
    until(
      history,
      ({ revisions: [newest] }) => newest?.number === number && newest.rollout?.outcome === 'complete',
      {
        withinMs: 60_000,
        what: `the rollout of revision ${number}`,
      },
    );
  await complete(2);
  await signIn(page, cluster, `/deployments/default/${name}/revisions/1`);
  await page.getByRole('link', { name: 'New revision from this' }).click();
  await expect(yaml(page)).toContainText('exec sleep 3600');
  await test.step('what the past said is no part of it', async () => {
    await open(page, `${cluster.url}/deployments/default/${name}/config?from=1&at=${firstAtMs}`);
    await expect(yaml(page)).toContainText('exec sleep 3600');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Save and roll out' })).toBeEnabled();
    await expect(yaml(page)).toContainText('exec sleep 3600');
    await expect(page.getByText('It was changed by somebody else meanwhile')).toHaveCount(0);
  });
  await page.getByRole('button', { name: 'Save and roll out' }).click();
  const { revisions } = await complete(3);
  expect(revisions.map(({ number }) => number)).toEqual([3, 2, 1]);
  expect(revisions[0]!.restoredFrom).toBe(1);
});

/** As from the clipboard, which a test shares with everything else on the machine. */
async function paste(into: Locator, text: string): Promise<void> {
  await into.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

const yaml = (page: Page) => page.getByRole('textbox', { name: 'Manifest' });

/** Writes another text in place of a line's, as a person does; its indentation stays. */
async function rewriteLine(page: Page, line: string, text: string): Promise<void> {
  await page.locator('.cm-line', { hasText: line }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.insertText(text);
}
