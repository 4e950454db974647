import { type Offer, Scheduler, task } from '@gantry/framework-sdk';
import type { Page } from '@playwright/test';
import { expect, open, test as shared, signIn, until } from './stack.ts';

/** A scheduler from outside that does as a test says. */
class Outsider {
  readonly scheduler: Scheduler;
  readonly offers: Offer[] = [];
  /** Ids of those that were taken back. */
  readonly rescinded: string[] = [];
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
          this.rescinded.push(id);
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
  const [taken, left] = others;
  await page.getByPlaceholder(/outcome:/).fill('framework:spark outcome:outstanding');
  await lane(page, 'spark')
    .getByRole('button', { name: `Offer ${taken!.id.value}:` })
    .click();
  const peek = page.getByRole('complementary', { name: 'Peek' });
  await expect(peek.getByRole('heading', { name: `Offer ${taken!.id.value}` })).toBeVisible();
  await expect(peek.getByText(/^\d+\ss$/).first()).toBeVisible();
  await peek.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
  await expect(lane(page, 'spark')).toContainText('1 taken back');
  await expect(peek).toContainText('Taken back by admin');
  await expect.poll(() => spark.rescinded).toEqual([taken!.id.value]);
  await spark.scheduler.decline([left!], 600);
  await expect(lane(page, 'spark')).toContainText('none held');
  await expect(lane(page, 'spark')).toContainText('1 declined');
  await page.getByRole('button', { name: '10 m', exact: true }).click();
  await expect(page).toHaveURL(/win=10m/);
  // The line is about the lanes as well: none of them is held any more.
  const bars = lane(page, 'spark').locator('[data-cell]');
  await expect(bars).toHaveCount(0);
  await page.getByPlaceholder(/outcome:/).fill('framework:spark');
  await expect(bars).toHaveCount(3);
  await open(page, page.url());
  await expect(page.getByRole('heading', { name: 'Last 10 m' })).toBeVisible();
  await expect(bars).toHaveCount(3);
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
  await expect(row).toContainText('It refused all 3 nodes for a while');
  await row.getByRole('button', { name: 'Clear the filters of picky' }).click();
  await picky.held(3);
  await expect(lane(page, 'picky')).toContainText('3 held');
  await expect(row.getByText('its own filter')).toHaveCount(0);
});

test('the roles of a moment are those of then: what was set, and no share of now', async ({
  page,
  cluster,
}) => {
  await cluster.mutate('roles.save', { name: 'then', weight: 3, quotaLimit: { cpuMillis: 2_000 } });
  const { nowMs } = await cluster.query<{ nowMs: number }>('cluster.summary');
  await cluster.mutate('roles.save', { name: 'then', weight: 7, quotaLimit: { cpuMillis: 4_000 } });
  await signIn(page, cluster, '/roles');
  const row = page.getByRole('row').filter({ hasText: 'then' });
  await expect(row).toContainText(/7.*4\sCPU/);
  const share = row.getByRole('img', { name: /limited to/ });
  await expect(share).toBeVisible();
  await open(page, `${cluster.url}/roles?at=${nowMs}`);
  await expect(row).toContainText(/3.*2\sCPU/);
  await expect(page.getByText('Shares, and who is next, are worked out for now only.')).toBeVisible();
  await expect(share).toHaveCount(0);
  await expect(row.getByRole('button', { name: 'Edit then' })).toBeDisabled();
});

const cycles = 100;

test('F4.32 over a hundred cycles the rows stand as the allocator says, and the one marked as next gets what comes free', async ({
  page,
  cluster,
  outsider,
}) => {
  const { items } = await cluster.query<{ items: { name: string }[] }>('nodes.list');
  const nodes = items.map(({ name }) => name);
  for (const node of nodes) await cluster.mutate('nodes.cordon', { node });
  // Else the page would ask once a second only, and so many cycles take a minute.
  await page.clock.install();
  await signIn(page, cluster, '/offers');
  const names = ['first', 'second', 'third'];
  await cluster.mutate('roles.save', { name: 'second', weight: 2 });
  const all = new Map(names.map((name) => [name, outsider(name)]));
  const rows = page.getByRole('list', { name: /^Fair share/ }).getByRole('listitem');
  const marked = rows.filter({ has: page.getByText('Next', { exact: true }) });
  const ladder = async () => (await cluster.query<{ items: Rung[] }>('allocation.ladder')).items;
  const once = (holds: (rungs: Rung[]) => boolean, what: string) =>
    until(ladder, holds, { withinMs: 20_000, what });
  const holdersIn = (rungs: Rung[]) =>
    rungs.filter(({ offered }) => offered.cpuMillis > 0).map(({ frameworkName }) => frameworkName);
  await once(
    (rungs) => names.every((name) => rungs.some(({ frameworkName }) => frameworkName === name)),
    'three frameworks',
  );
  const got = new Set<string>();
  for (let cycle = 0; cycle < cycles; cycle++) {
    const rungs = await ladder();
    const next = rungs.filter(({ isNext }) => isNext).map(({ frameworkName }) => frameworkName);
    await page.clock.fastForward(1_000);
    await expect(rows).toContainText(rungs.map(({ frameworkName }) => frameworkName));
    await expect(marked).toHaveCount(1);
    await expect(marked).toContainText(next[0]!);
    const node = nodes[cycle % nodes.length]!;
    await cluster.mutate('nodes.uncordon', { node });
    const holders = holdersIn(await once((rungs) => holdersIn(rungs).length > 0, `an offer of ${node}`));
    expect([cycle, ...holders]).toEqual([cycle, ...next]);
    got.add(holders[0]!);
    const holder = all.get(holders[0]!)!;
    const keeps = cycle % 8 === 0;
    // What it keeps now and then makes somebody else the next.
    if (keeps) await keepSome(holder, `${cycle}`);
    await cluster.mutate('nodes.cordon', { node });
    await once((rungs) => holdersIn(rungs).length === 0, 'the offer taken back');
    // Who has just answered is not asked about the same node for a second, if it does not say that it would be.
    if (keeps) await cluster.mutate('frameworks.revive', { framework: holder.scheduler.frameworkId });
    await once((rungs) => rungs.every(isAskedAgain), 'everybody asked again');
  }
  expect([...got].sort()).toEqual([...names].sort());
  for (const node of nodes) await cluster.mutate('nodes.uncordon', { node });
});

const isAskedAgain = ({ refusedUntilAtMs }: Rung) => (refusedUntilAtMs ?? 0) <= Date.now();

interface Rung {
  frameworkName: string;
  isNext: boolean;
  refusedUntilAtMs: number | null;
  offered: { cpuMillis: number };
}

async function keepSome(one: Outsider, id: string): Promise<void> {
  const offer = (await one.held(1)).at(-1)!;
  const sleeper = { id, command: 'sleep 600', cpus: 0.05, memoryMegabytes: 16 };
  await one.scheduler.launch(offer, [task(offer, sleeper)], 0);
}
