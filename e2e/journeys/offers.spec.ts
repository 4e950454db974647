import { type Offer, Scheduler, task } from '@gantry/framework-sdk';
import type { Page } from '@playwright/test';
import { expect, test as shared, signIn } from './stack.ts';

/** A scheduler from outside that does as a test says. */
class Outsider {
  readonly scheduler: Scheduler;
  readonly offers: Offer[] = [];
  #waiting: (() => void)[] = [];

  constructor(url: string, token: string, name: string) {
    this.scheduler = new Scheduler({
      url,
      token,
      framework: { name, roles: [name], failoverTimeoutSeconds: 60 },
      handlers: {
        offers: (offers) => {
          this.offers.push(...offers);
          for (const look of this.#waiting.splice(0)) look();
        },
        update: () => {},
        rescinded: (id) => {
          this.offers.splice(0, this.offers.length, ...this.offers.filter((one) => one.id.value !== id));
        },
      },
    });
    void this.scheduler.run().catch(() => {});
  }

  /** What it holds, once it holds so many. */
  async held(count: number): Promise<Offer[]> {
    while (this.offers.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.offers.splice(0);
  }
}

const test = shared.extend<{ outsider: (name: string) => Outsider }>({
  outsider: async ({ cluster }, use) => {
    const all: Outsider[] = [];
    await use((name) => {
      const one = new Outsider(cluster.url, cluster.token, name);
      all.push(one);
      return one;
    });
    for (const { scheduler } of all) await scheduler.teardown().catch(() => scheduler.stop());
  },
});

test.use({ clusterOf: 'offers' });

const rung = (page: Page, name: string) =>
  page
    .getByRole('list', { name: /^Fair share/ })
    .getByRole('listitem')
    .filter({ hasText: name });
const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('F4.30 a new framework gets offers and accepts a part of one: used and returned are shown', async ({
  page,
  cluster,
  outsider,
}) => {
  await signIn(page, cluster, '/offers');
  const spark = outsider('spark');
  const [offer, ...others] = await spark.held(3);
  await expect(lane(page, 'spark')).toContainText('3 held');
  await spark.scheduler.launch(
    offer!,
    [task(offer!, { id: 'one', command: 'sleep 600', cpus: 0.1, memoryMegabytes: 32 })],
    600,
  );
  await expect(lane(page, 'spark')).toContainText('1 taken');
  await expect(lane(page, 'spark')).toContainText('2 held');
  await page.getByPlaceholder(/outcome:/).fill('framework:spark outcome:accepted');
  await expect(
    page.getByRole('img', { name: /^1 launched: 0.1 CPU, 32 MiB used, .* returned$/ }),
  ).toBeVisible();
  await spark.scheduler.decline(others, 600);
  await expect(lane(page, 'spark')).toContainText('none held');
  await expect(lane(page, 'spark')).toContainText('2 declined');
  await page.getByRole('button', { name: '10 min', exact: true }).click();
  await expect(page).toHaveURL(/win=10m/);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Last 10 min' })).toBeVisible();
  await expect(lane(page, 'spark').locator('[data-cell]')).toHaveCount(3);
});

test('F4.31 a framework filters itself into starvation: the tag says so, and clearing it brings offers', async ({
  page,
  cluster,
  outsider,
}) => {
  await signIn(page, cluster, '/offers');
  const picky = outsider('picky');
  await picky.scheduler.decline(await picky.held(3), 3_600);
  const row = rung(page, 'picky');
  await expect(row).toContainText(/its own filter, (59|1)\s/);
  await expect(row).toContainText('3 it refused for a while');
  await row.getByRole('button', { name: 'Clear the filters of picky' }).click();
  await picky.held(3);
  await expect(lane(page, 'picky')).toContainText('3 held');
  await expect(row.getByText('its own filter')).toHaveCount(0);
});

test('F4.32 the row that is marked as next is who gets what comes free, node by node', async ({
  page,
  cluster,
  outsider,
}) => {
  await signIn(page, cluster, '/offers');
  const one = outsider('one');
  const held = await one.held(3);
  const two = outsider('two');
  for (const [index, offer] of held.slice(0, 2).entries()) {
    await expect(rung(page, 'two').getByText('Next', { exact: true })).toBeVisible();
    await one.scheduler.decline([offer], 600);
    await two.held(1);
    await expect(lane(page, 'two')).toContainText(`${index + 1} held`);
  }
});
