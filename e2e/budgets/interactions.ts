import type { ScaleCluster } from '@gantry/bench/scale';
import type { Page } from '@playwright/test';
import type { Interactions } from './browser.ts';
import { busyMachine, type Figure, percentile } from './figure.ts';

const place = (page: Page, path: string) => page.locator(`nav a[href="${path}"]`).first();

/** What a person does, by what it is. Each begins where the one before has ended. */
const acts: Record<string, (page: Page, cluster: ScaleCluster) => Promise<void>> = {
  'going to another screen': async (page) => {
    for (const path of ['/nodes', '/containers', '/deployments', '/', '/deployments']) {
      await place(page, path).click();
      await page.locator('main h1').first().waitFor();
    }
    await page.getByText('app-1', { exact: true }).first().waitFor();
  },
  'typing in a filter': async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('app-9', { delay: 60 });
    await page.getByText('app-9', { exact: true }).first().waitFor();
    await place(page, '/nodes').click();
    await page.getByRole('row').nth(1).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('node-77', { delay: 60 });
    await page.getByText('node-77', { exact: true }).first().waitFor();
    for (let letter = 0; letter < 7; letter += 1) await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
  },
  sorting: async (page) => {
    for (const column of ['Node', 'CPU', 'Memory', 'CPU', 'Node'])
      await page.getByRole('columnheader', { name: column }).first().getByRole('button').first().click();
  },
  'opening a row': async (page) => {
    const list = page.url();
    for (const row of [1, 2, 3]) {
      await page.getByRole('row').nth(row).getByRole('cell').last().click();
      await page.waitForURL((url) => url.href !== list);
      await page.goBack();
      await page.getByRole('row').nth(row).waitFor();
    }
  },
  'the palette': async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').last().waitFor();
    await page.keyboard.type('app-5', { delay: 60 });
    await page.keyboard.press('Escape');
  },
  'scrubbing the clock': async (page, { url }) => {
    await page.goto(`${url}/deployments`);
    await page.getByText('app-1', { exact: true }).first().waitFor();
    await page.keyboard.press('h');
    const slider = page.getByRole('slider', { name: 'Moment that is shown' });
    await slider.focus();
    for (let step = 0; step < 10; step += 1) await page.keyboard.press(',', { delay: 50 });
    const box = (await slider.boundingBox())!;
    for (const share of [0.9, 0.8, 0.7, 0.85])
      await page.mouse.click(box.x + box.width * share, box.y + box.height / 2);
    await page.keyboard.press('Escape');
  },
};

/** How long each of them took to be seen, while the cluster changes all the time. */
export async function measureInteractions(
  page: Page,
  cluster: ScaleCluster,
  interactions: Interactions,
): Promise<Figure[]> {
  await interactions.taken(page);
  const all: number[] = [];
  const figures: Figure[] = [];
  for (const [what, act] of Object.entries(acts)) {
    await act(page, cluster);
    const took = await interactions.taken(page);
    all.push(...took);
    figures.push(figureOf(what, took, 0.75), figureOf(what, took, 0.95));
  }
  return [...figures, figureOf('interaction', all, 0.75), figureOf('interaction', all, 0.98)];
}

const targets = { 0.75: 100, 0.95: 200, 0.98: 200 } as const;

function figureOf(what: string, took: readonly number[], share: keyof typeof targets): Figure {
  return {
    what: `${what} to next paint p${share * 100} of ${took.length}`,
    ...{ value: percentile(took, share), unit: 'ms', target: targets[share], excuse: busyMachine },
  };
}
