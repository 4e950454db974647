import { type ScaleCluster, startScaleCluster } from '@gantry/bench/scale';
import { expect, type Page, test } from '@playwright/test';
import { listen, open } from './stack.ts';

/** A deployment with a long history, on simulated nodes: reading it, and comparing its ends. */

const revisions = 100;
const app = '/deployments/default/app-1';

interface History {
  revisions: { number: number; rollout: { lowestReady: number; outcome: string } }[];
}

test.describe
  .serial('a history of a hundred revisions', () => {
    let cluster: ScaleCluster;
    const faults: string[] = [];

    test.beforeAll(async () => {
      cluster = await startScaleCluster({
        ...{ nodes: 3, tasks: 12, changesPerSecond: 0, deployments: 1, revisions },
      });
    });
    test.afterAll(() => cluster?.stop());
    test.beforeEach(async ({ page }) => {
      listen(page, faults);
      await open(page, await signInLink(cluster));
    });
    test.afterEach(() => expect(faults).toEqual([]));

    const history = () =>
      query<History>(cluster, 'deployments.history', { name: 'app-1', windowSeconds: 3_600 });
    const worst = async () => {
      const all = (await history()).revisions.filter(({ number }) => number > 1);
      return all.toSorted((a, b) => a.rollout.lowestReady - b.rollout.lowestReady)[0]!.number;
    };

    /** A newest revision that has a variable which the one before it had not, and the other way round. */
    const addAndRemove = async () => {
      const container = {
        ...{ name: 'main', command: ['/bin/simulated'], env: [{ name: 'NEW', value: 'added' }] },
        resources: { requests: { cpu: '1', memory: '3Gi' } },
      };
      const manifest = {
        ...{ name: 'app-1', replicas: 12, runtime: 'process', revisionHistoryLimit: 1_000 },
        template: { containers: [container] },
      };
      await mutate(cluster, 'deployments.deploy', { manifest });
    };
    /** The comparison of two, with every line of its summary found in its text. */
    const compared = async (page: Page, a: number, b: number) => {
      await open(page, `${cluster.url}${app}/compare?a=${a}&b=${b}`);
      await expect(page.getByText(`r${a} → r${b}`)).toBeVisible();
      await expect(page.locator('[data-line="same"]').first()).toBeVisible();
      const found = await differences(page);
      for (const [, before, after] of found.summary) {
        if (before !== '—') expect(found.removed.some((line) => line.includes(before!))).toBe(true);
        if (after !== '—') expect(found.added.some((line) => line.includes(after!))).toBe(true);
      }
      return found;
    };

    test('F4.19 the worst rollout of a hundred is found and zoomed to, and no two labels overlap on the way', async ({
      page,
    }) => {
      const number = await worst();
      await open(page, `${cluster.url}${app}/timeline`);
      await expect(page.getByText(`${revisions} kept · 30 shown`)).toBeVisible();
      await labelsStandApart(page);
      await page.keyboard.press('3');
      await expect(page.getByText(`${revisions} kept`, { exact: true })).toBeVisible();
      await labelsStandApart(page);
      // All of the lane, not its rail alone.
      const drawn = await lane(page).locator('*').count();
      expect(drawn).toBeGreaterThan(await marks(page).count());
      expect(drawn).toBeLessThanOrEqual(300);

      const table = page.getByRole('table', { name: 'Revisions' });
      await table.getByRole('button', { name: 'Lowest ready', exact: true }).click();
      const first = table.getByRole('row').nth(1);
      await expect(first).toContainText(`r${number}`);
      await expect(first).toContainText('0/12');
      await first.click();
      await expect(page.getByRole('heading', { name: `Roll back to r${number}` })).toBeVisible();
      for (let shown = revisions; shown > 12; shown = Math.round(shown / 2))
        await page.getByRole('button', { name: 'Show fewer revisions' }).click();
      const chosen = page.getByRole('option', { name: new RegExp(`^Revision r${number},`) });
      await expect(chosen).toHaveAttribute('aria-selected', 'true');
      await expect(page.locator('main svg').getByText(`r${number}`, { exact: true })).toBeVisible();
      await labelsStandApart(page);
      await page.getByLabel(/^Only the \d+ attempts that went wrong$/).check();
      const bad =
        (await history()).revisions.filter(({ rollout }) => rollout.outcome !== 'complete').length + 1;
      await expect(table.getByRole('row')).toHaveCount(bad + 1);
    });

    test('bursts are folded and opened by mouse and keyboard, in the lane and the table alike', async ({
      page,
    }) => {
      await open(page, `${cluster.url}${app}/timeline`);
      await expect(page.getByText(`${revisions} kept · 30 shown`)).toBeVisible();
      await page.keyboard.press('3');
      await expect(page.getByText(`${revisions} kept`, { exact: true })).toBeVisible();
      await expect(page.getByText(/^nine of ten of the last \d+ took .+ or less$/)).toBeVisible();
      const fold = page.getByRole('button', { name: /^Fold \d+ bursts?$/ });
      const found = Number(/\d+/.exec((await fold.textContent())!)![0]);
      await fold.press('Enter');
      await expect(page).toHaveURL(/fold=true/);
      const marks = page.getByRole('option', { name: /^Folded: / });
      await expect(marks).toHaveCount(found);
      const rows = page.getByRole('table', { name: 'Revisions' }).getByRole('row');
      const inTable = rows.filter({ hasText: /^\s*×\d+/ });
      const sameCounts = async (count: number) => {
        await expect(marks).toHaveCount(count);
        await expect(inTable).toHaveCount(count);
        const inLane = await marks.evaluateAll((all) => all.map((mark) => Number(mark.dataset.burst)));
        const table = (await inTable.allTextContents()).map((text) =>
          Number.parseInt(text.trim().slice(1), 10),
        );
        expect(table.toReversed()).toEqual(inLane);
        // What is opened comes where the burst was, under the pointer too: newest first, as it was.
        const numbers = await rows.evaluateAll((all) =>
          all.flatMap(({ dataset }) => (dataset.row === undefined ? [] : [Number(dataset.row)])),
        );
        expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
      };
      await sameCounts(found);
      await marks.first().click();
      await expect(page).toHaveURL(/open=/);
      await sameCounts(found - 1);
      await page.getByRole('listbox', { name: 'Revisions' }).press('ArrowLeft');
      await expect(page).toHaveURL(/rev=\d+/);
      await sameCounts(found - 2);
      await page.keyboard.press('Escape');
      await sameCounts(found - 1);
      await inTable.first().click();
      await sameCounts(found - 2);
      await page.getByRole('button', { name: 'Unfold', exact: true }).click();
      await sameCounts(0);
      await expect(fold).toBeVisible();
    });

    test('F4.20 the scale of time keeps what is chosen in sight, and marks where nothing happened', async ({
      page,
    }) => {
      const number = await worst();
      await open(page, `${cluster.url}${app}/timeline?rev=${number}`);
      const chosen = page.getByRole('option', { name: new RegExp(`^Revision r${number},`) });
      await expect(chosen).toHaveAttribute('aria-selected', 'true');
      await page.getByRole('button', { name: 'Time', exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`rev=${number}.*scale=time|scale=time.*rev=${number}`));
      await expect(chosen).toHaveAttribute('aria-selected', 'true');
      await expect(page.locator('main svg').getByText(`r${number}`, { exact: true })).toBeVisible();
      // Since the last rollout nothing has happened for much longer than between any two.
      await expect(page.locator('[data-gaps] text').first()).toBeAttached();
      await labelsStandApart(page);
      await page.getByRole('button', { name: 'Steps', exact: true }).click();
      await expect(chosen).toHaveAttribute('aria-selected', 'true');
      await expect(page.locator('[data-gaps]')).toHaveCount(0);
    });

    test('F4.21 any two revisions are compared by a link, the other way round too, and the summary is what the text says', async ({
      page,
    }) => {
      const ends = await compared(page, 3, 97);
      expect(ends.summary.map(([, before, after]) => [before, after])).toContainEqual(['3', '97']);
      // What one has and the other has not stands against nothing.
      await addAndRemove();
      const { summary } = await compared(page, revisions, revisions + 1);
      expect(summary.map(([, before, after]) => [before, after])).toEqual(
        expect.arrayContaining([
          ['—', 'added'],
          [String(revisions), '—'],
        ]),
      );
      const there = await compared(page, 17, 18);
      expect(there.summary.map(([, before, after]) => [before, after])).toEqual(
        expect.arrayContaining([
          ['17', '18'],
          ['/bin/simulated', '/bin/breaks'],
        ]),
      );
      expect([there.removed.length, there.added.length]).toEqual([
        there.summary.length,
        there.summary.length,
      ]);
      await page.getByRole('button', { name: 'Swap the two' }).click();
      await expect(page).toHaveURL(/a=18&b=17/);
      await expect(page.getByText('r18 → r17')).toBeVisible();
      const back = await differences(page);
      expect(back.summary).toEqual(there.summary.map(([what, before, after]) => [what, after, before]));
      expect([back.removed, back.added]).toEqual([there.added, there.removed]);
      await page.getByRole('button', { name: 'Side by side' }).click();
      await expect(page).toHaveURL(/a=18&b=17&mode=split/);
      await expect(page.locator('[data-line="same"]').first()).toBeVisible();
      const beside = await differences(page);
      expect([beside.removed, beside.added]).toEqual([back.removed, back.added]);
    });
  });

async function signInLink({ url, token }: ScaleCluster): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  return url + (await (await fetch(`${url}/sign-in`, { method: 'POST', headers })).text());
}

async function query<T>({ url, token }: ScaleCluster, procedure: string, input: object): Promise<T> {
  const answer = await fetch(`${url}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { result: { data: T } }).result.data;
}

async function mutate({ url, token }: ScaleCluster, procedure: string, input: object): Promise<void> {
  const answer = await fetch(`${url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** The whole picture: rail, arcs, ribbon and marks. */
const lane = (page: Page) =>
  page.locator('main svg').filter({ has: page.getByRole('listbox', { name: 'Revisions' }) });

const marks = (page: Page) => page.getByRole('listbox', { name: 'Revisions' }).getByRole('option');

/** No two texts of the lane touch, and none leaves it. */
async function labelsStandApart(page: Page): Promise<void> {
  await expect(marks(page).first()).toBeVisible();
  const touching = await lane(page).evaluate((svg) => {
    const outer = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('text')].map((text) => ({
      words: text.textContent,
      ...text.getBoundingClientRect().toJSON(),
    }));
    const meets = (a: DOMRect, b: DOMRect) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const pairs = boxes.flatMap((a, index) =>
      boxes.slice(index + 1).flatMap((b) => (meets(a, b) ? [`${a.words} meets ${b.words}`] : [])),
    );
    const outside = boxes.filter((box) => box.left < outer.left - 1 || box.right > outer.right + 1);
    return [...pairs, ...outside.map(({ words }) => `${words} is outside`)];
  });
  expect(touching).toEqual([]);
}

/** The rows of the summary, and the lines that the text takes away and adds. */
async function differences(page: Page) {
  const rows = await page
    .locator('main table tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  const lines = (mark: string) =>
    page
      .locator(`[data-line="${mark}"]`)
      .evaluateAll((all) => all.map((line) => (line.textContent ?? '').replace(/^[−+]/, '').trim()));
  return { summary: rows, removed: await lines('removed'), added: await lines('added') };
}
