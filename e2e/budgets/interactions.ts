import type { ScaleCluster } from '@gantry/bench/scale';
import type { Page } from '@playwright/test';
import type { Interactions } from './browser.ts';
import { busyMachine, type Figure, percentile } from './figure.ts';

const place = (page: Page, path: string) => page.locator(`nav a[href="${path}"]`).first();

/** What a person does, and how soon that is to be seen. Each begins where the one before has ended. */
interface Act {
  perform(page: Page, cluster: ScaleCluster): Promise<void>;
  /** So often, so that there are some twenty inputs. */
  times: number;
  /** At most so long for 95 of a hundred inputs. */
  p95Ms: number;
}

const acts: Record<string, Act> = {
  'going to another screen': {
    ...{ times: 3, p95Ms: 100 },
    async perform(page) {
      for (const path of ['/nodes', '/containers', '/deployments', '/', '/deployments']) {
        await place(page, path).click();
        await page.locator('main h1').first().waitFor();
      }
      await page.getByText('app-1', { exact: true }).first().waitFor();
    },
  },
  'typing in a filter': {
    ...{ times: 1, p95Ms: 50 },
    async perform(page) {
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
  },
  sorting: {
    ...{ times: 3, p95Ms: 80 },
    async perform(page) {
      for (const column of ['Node', 'CPU', 'Memory', 'CPU', 'Node'])
        await page.getByRole('columnheader', { name: column }).first().getByRole('button').first().click();
    },
  },
  'opening a row': {
    ...{ times: 3, p95Ms: 100 },
    async perform(page) {
      const list = page.url();
      for (const row of [1, 2, 3]) {
        await page.getByRole('row').nth(row).getByRole('cell').last().click();
        await page.waitForURL((url) => url.href !== list);
        await page.goBack();
        await page.getByRole('row').nth(row).waitFor();
      }
    },
  },
  'opening the palette': {
    ...{ times: 6, p95Ms: 50 },
    async perform(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').last().waitFor();
      await closeDialog(page);
    },
  },
  'results in the palette': {
    ...{ times: 3, p95Ms: 30 },
    async perform(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').last().waitFor();
      await page.keyboard.type('app-5', { delay: 60 });
      await closeDialog(page);
    },
  },
  'scrubbing the clock': {
    ...{ times: 1, p95Ms: 200 },
    async perform(page, { url }) {
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
  },
};

/** A key that comes while something is drawn may be another's: it is pressed until the dialog is gone. */
async function closeDialog(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (let tries = 0; tries < 5 && (await dialog.count()) > 0; tries += 1) {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached', timeout: 2_000 }).catch(() => {});
  }
}

/** How long each of them took to be seen, while the cluster changes all the time. */
export async function measureInteractions(
  page: Page,
  cluster: ScaleCluster,
  interactions: Interactions,
): Promise<Figure[]> {
  await interactions.taken(page);
  const all: number[] = [];
  const figures: Figure[] = [];
  for (const [what, { perform, times, p95Ms }] of Object.entries(acts)) {
    for (let round = 0; round < times; round += 1) await perform(page, cluster);
    const took = await interactions.taken(page);
    all.push(...took);
    figures.push(figureOf(what, took, { share: 0.95, target: p95Ms }));
  }
  return [
    ...figures,
    figureOf('interaction', all, { share: 0.75, target: 100 }),
    figureOf('interaction', all, { share: 0.98, target: 200 }),
  ];
}

function figureOf(
  what: string,
  took: readonly number[],
  { share, target }: { share: number; target: number },
): Figure {
  return {
    what: `${what} to next paint p${share * 100} of ${took.length}`,
    ...{ value: percentile(took, share), unit: 'ms', target, excuse: busyMachine },
  };
}
