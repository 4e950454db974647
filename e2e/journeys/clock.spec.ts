import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { type Deed, writeLongPast } from '@gantry/bench/long-past';
import { helloImages } from '@gantry/examples';
import { type Command, parseDeployment } from '@gantry/model';
import { expect, type Page, test } from '@playwright/test';
import { listen, open, signIn } from './stack.ts';

/** One clock: any moment that the log holds is shown by every screen, nothing can be done there, and live is one key away. */

interface Detail {
  revision: number;
  status: { readyReplicas: number; replicas: number };
}

const shop = '/deployments/default/shop';

/** Nothing that a busy machine could make slow: the clock is what is looked at here. */
function manifest(replicas: number) {
  const container = { name: 'main', image: helloImages.process[1], command: ['/bin/sleep', '3600'] };
  return { name: 'shop', replicas, runtime: 'process', template: { containers: [container] } };
}

const hourMs = 3_600_000;
const named = { namespace: 'default', name: 'shop', planHash: null };
const scale = (replicas: number): Command => ({ type: 'deployment.scale', ...named, replicas });

/** Since more than three hours ago, on nodes of then: two replicas, then four, then none, and the nodes are gone. */
function longAgo(nowMs: number): [Deed, ...Deed[]] {
  const parsed = parseDeployment(manifest(2));
  if (!parsed.ok) throw new Error(parsed.error.message);
  const more = { planHash: null, cause: '', mode: 'create', ifGeneration: null } as const;
  const apply: Command = { type: 'deployment.apply', ...parsed.value, ...more };
  return [
    { atMs: nowMs - 3.5 * hourMs, commands: () => [apply] },
    { atMs: nowMs - 2.5 * hourMs, commands: () => [scale(4)] },
    { atMs: nowMs - 2 * hourMs, commands: () => [scale(0)] },
    {
      atMs: nowMs - hourMs,
      commands: (view) => [...view.all('nodes')].map(({ id }) => ({ type: 'node.remove', node: id })),
    },
  ];
}

test.describe
  .serial('the clock', () => {
    let cluster: Cluster;
    let dataDir: string;
    /** The names of those that ran three hours ago. */
    let ranLongAgo: string[];
    /** With two replicas of r1, with four of them, and with four of r2. */
    const moments: number[] = [];

    test.beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'gantry-clock-'));
      [ranLongAgo] = (await writeLongPast(dataDir, { nodes: 3, deeds: longAgo(Date.now()) })) as [string[]];
      cluster = await startCluster({ dataDir });
      const settled = async (replicas: number, revision: number) => {
        await until(
          () => cluster.query<Detail>('deployments.get', { name: 'shop' }),
          ({ status, revision: now }) =>
            now === revision && status.readyReplicas === replicas && status.replicas === replicas,
          { withinMs: 60_000, what: `${replicas} ready replicas of r${revision}`, everyMs: 100 },
        );
        const { nowMs } = await cluster.query<{ nowMs: number }>('cluster.summary');
        moments.push(nowMs);
      };
      await cluster.mutate('deployments.scale', { name: 'shop', replicas: 2 });
      await settled(2, 1);
      await cluster.mutate('deployments.scale', { name: 'shop', replicas: 4 });
      await settled(4, 1);
      await cluster.mutate('deployments.setImage', { name: 'shop', image: helloImages.process[2] });
      await settled(4, 2);
    });
    test.afterAll(async () => {
      await cluster?.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    test('F4.33 scrubbed to three hours ago, map, table and timeline agree, and nothing can be done there', async ({
      page,
    }) => {
      const faults: string[] = [];
      listen(page, faults);
      await signIn(page, cluster);
      await open(page, `${cluster.url}${shop}`);
      await expect(page.getByText('4 of 4 ready').first()).toBeVisible();
      await page.keyboard.press('h');
      await page.getByLabel('Span of the time bar').selectOption('6h');
      const { slider, xOf, now, y } = await bar(page);
      await page.mouse.move(xOf(now), y);
      await page.mouse.down();
      await page.mouse.move(xOf(now - 3 * hourMs), y, { steps: 20 });
      await page.mouse.up();
      await expect(page).toHaveURL(/[?&]at=\d+/);
      // As near as a pixel of six hours is.
      const shownAtMs = Number(await slider.getAttribute('aria-valuenow'));
      expect(Math.abs(shownAtMs - (now - 3 * hourMs))).toBeLessThan(60_000);

      await expect(page.getByText('2 of 2 ready').first()).toBeVisible();
      const scaleButton = page.getByRole('button', { name: /^Scale/ });
      await expect(scaleButton).toBeDisabled();
      await expect(scaleButton).toHaveAttribute('title', /You are viewing .* Return to live to act/);
      await page.keyboard.press('s');
      // Its dialog would take a moment to come, its address does not.
      await page.evaluate(
        () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))),
      );
      await expect(page).not.toHaveURL(/panel=/);

      await page.getByRole('link', { name: 'Timeline' }).click();
      await expect(page.getByRole('option', { name: /^Revision r1, .*current/ })).toBeVisible();
      await expect(page.getByRole('row', { name: /r1/ })).toBeVisible();
      await expect(page.getByText(/\br2\b/)).toHaveCount(0);
      await page.getByRole('link', { name: 'Map', exact: true }).first().click();
      await expect(page.getByText('3 nodes · 2 containers')).toBeVisible();
      await page.getByRole('link', { name: 'Containers', exact: true }).first().click();
      const rows = page.getByRole('link', { name: /^shop-/ });
      await expect(rows).toHaveCount(2);
      expect((await rows.allTextContents()).sort()).toEqual(ranLongAgo);

      await page.keyboard.press('Escape');
      await expect(page.getByRole('status').getByText('Live', { exact: true }).first()).toBeVisible();
      await expect(rows).toHaveCount(4);
      expect(new URL(page.url()).searchParams.has('at')).toBe(false);
      expect(faults).toEqual([]);
    });

    test('the bar is dragged, stepped and left by mouse and by keyboard', async ({ page }) => {
      const faults: string[] = [];
      listen(page, faults);
      await signIn(page, cluster);
      await open(page, `${cluster.url}${shop}`);
      await expect(page.getByText('4 of 4 ready').first()).toBeVisible();
      await page.keyboard.press('h');
      await page.getByLabel('Span of the time bar').selectOption('5m');
      const { slider, xOf, now, y } = await bar(page);
      await page.mouse.move(xOf(now), y);
      await page.mouse.down();
      await page.mouse.move(xOf(moments[2]!) + 2, y, { steps: 20 });
      await page.mouse.up();
      await expect(page).toHaveURL(/[?&]at=\d+/);
      // A pixel is longer than a rollout: the last way is gone change by change.
      const at = async () => Number(await slider.getAttribute('aria-valuenow'));
      const two = page.getByText('2 of 2 ready').first();
      for (let steps = 0; steps < 150 && !(await two.isVisible()); steps += 1) {
        const last = await at();
        await page.keyboard.press(',');
        await expect.poll(at, { intervals: [10] }).toBeLessThan(last);
      }
      await expect(two).toBeVisible();
      const before = await at();
      await page.keyboard.press('.');
      await expect.poll(at).toBeGreaterThan(before);
      await page.keyboard.press(',');
      await page.keyboard.press(',');
      await expect.poll(at).toBeLessThan(before);
      await page.getByRole('button', { name: 'Return to live' }).click();
      await expect(page.getByText('4 of 4 ready').first()).toBeVisible();
      expect(faults).toEqual([]);
    });
  });

/** The bar's slider, and where on it a moment is. */
async function bar(page: Page) {
  const slider = page.getByRole('slider', { name: 'Moment that is shown' });
  const box = (await slider.boundingBox())!;
  const [from, to, now] = (await Promise.all(
    ['aria-valuemin', 'aria-valuemax', 'aria-valuenow'].map(async (name) =>
      Number(await slider.getAttribute(name)),
    ),
  )) as [number, number, number];
  const xOf = (atMs: number) => box.x + (box.width * (atMs - from)) / (to - from);
  return { slider, xOf, now, y: box.y + box.height / 2 };
}
