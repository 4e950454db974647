import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '@gantry/bench/cluster';
import type { Page } from '@playwright/test';
import { expect, test as shared, signIn, withoutUndoWindow } from './stack.ts';

const test = shared.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'gantry-journey-jobs-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

test.beforeEach(({ page }) => withoutUndoWindow(page));

test('counts words from the example, made smaller, and opens the output of one map task', async ({
  page,
  cluster,
  folder,
}) => {
  await signIn(page, cluster, '/jobs');
  await page.getByRole('link', { name: 'Submit a job' }).click();
  await page.getByRole('button', { name: 'Word count' }).click();
  await expect(editorOf(page)).toContainText('/tmp/gantry-word-count');
  await write(page, await smallWordCount(cluster, folder));
  await page.getByRole('button', { name: 'Submit word-count' }).click();
  await expect(page).toHaveURL(/\/jobs\/default\/word-count$/);
  await expect(page.getByText('All 9 tasks succeeded.').first()).toBeVisible();
  await expect(page.getByText('1 of 1 done')).toHaveCount(1);
  await expect(page.getByText('4 of 4 done')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Cancel job' })).toBeHidden();
  const results = await Promise.all(
    [0, 1, 2, 3].map((part) => readFile(join(folder, `result/${part}.json`), 'utf8')),
  );
  const counts = results.flatMap((text) => JSON.parse(text) as [string, number][]);
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(4 * 2_000);

  await page.getByRole('link', { name: 'map 3' }).click();
  await expect(page).toHaveURL(/\/containers\//);
  await expect(page.getByText(/split-0003\.txt: \d+ different words/)).toBeVisible();
});

test('a gang that has no room says why, and is cancelled from the palette with a reason', async ({
  page,
  cluster,
}) => {
  await signIn(page, cluster, '/jobs/new');
  await write(page, crowd(0));
  await expect(page.getByText('must be at least 1').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Submit' })).toBeDisabled();
  await write(page, crowd(2));
  await expect(page.getByText('2 containers would find no node.')).toBeVisible();
  await page.getByRole('button', { name: 'Submit crowd' }).click();
  await expect(page.getByText(/lack CPU \(wants 999, most free is/).first()).toBeVisible();
  await expect(page.getByText('0 of 2 done · 2 waiting')).toBeVisible();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /Search/ })).toBeFocused();
  await page.keyboard.type('>cancel crowd');
  await expect(page.getByRole('option')).toHaveText([/Cancel job crowd/]);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Cancel crowd' });
  await expect(dialog.getByText('Stops 2 containers that wait for a node.')).toBeVisible();
  await dialog.getByRole('textbox', { name: /Why/ }).fill('it never fits');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Cancelled by admin: it never fits.').first()).toBeVisible();
  const job = await cluster.query<{ state: string; active: number }>('jobs.get', { name: 'crowd' });
  expect(job).toMatchObject({ state: 'cancelled', active: 0 });
});

const editorOf = (page: Page) => page.getByRole('textbox', { name: 'Manifest' });

/** Over all that is in the editor. */
async function write(page: Page, manifest: string): Promise<void> {
  await editorOf(page).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(manifest);
}

/** The example with four splits, each counted at once, in a folder of its own. */
async function smallWordCount(cluster: Cluster, folder: string): Promise<string> {
  const { items } = await cluster.query<{ items: { id: string; yaml: string }[] }>('examples.jobs');
  return items
    .find(({ id }) => id === 'word-count')!
    .yaml.replaceAll('/tmp/gantry-word-count', folder)
    .replace('SPLITS: "40"', 'SPLITS: "4"')
    .replace('completions: 40', 'completions: 4')
    .replace('TAKES_MS: "1000"', 'TAKES_MS: "0"');
}

/** A gang whose ranks want more than any machine has. */
const crowd = (ranks: number): string => `name: crowd
runtime: process
gang:
  ranks: ${ranks}
  template:
    containers:
      - name: main
        command: [sleep, "60"]
        resources: { requests: { cpu: 999, memory: 8Mi } }
`;
