import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { expect, type Page, test } from '@playwright/test';
import { open } from './stack.ts';

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

test.describe
  .serial('the clock', () => {
    let cluster: Cluster;
    /** With two replicas of r1, with four of them, and with four of r2. */
    const moments: number[] = [];

    test.beforeAll(async () => {
      cluster = await startCluster();
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
      await cluster.mutate('deployments.deploy', { manifest: manifest(2) });
      await settled(2, 1);
      await cluster.mutate('deployments.scale', { name: 'shop', replicas: 4 });
      await settled(4, 1);
      await cluster.mutate('deployments.setImage', { name: 'shop', image: helloImages.process[2] });
      await settled(4, 2);
    });
    test.afterAll(() => cluster?.stop());

    test('F4.33 map, table and timeline agree on a moment of the past, and nothing can be done there', async ({
      page,
    }) => {
      const faults = collectFaults(page);
      await signIn(page, cluster);
      await open(page, `${cluster.url}${shop}?at=${moments[0]}`);
      await expect(page.getByText('2 of 2 ready').first()).toBeVisible();
      const scale = page.getByRole('button', { name: /^Scale/ });
      await expect(scale).toBeDisabled();
      await expect(scale).toHaveAttribute('title', /You are viewing .* Return to live to act/);

      await page.getByRole('link', { name: 'Timeline' }).click();
      await expect(page.getByRole('row', { name: /r1/ })).toBeVisible();
      await expect(page.getByRole('row', { name: /r2/ })).toHaveCount(0);
      await page.getByRole('link', { name: 'Map', exact: true }).first().click();
      await expect(page.getByText('3 nodes · 2 containers')).toBeVisible();
      await page.getByRole('link', { name: 'Containers', exact: true }).first().click();
      await expect(page.getByRole('link', { name: /^shop-/ })).toHaveCount(2);

      await page.keyboard.press('Escape');
      await expect(page.getByRole('status').getByText('Live', { exact: true })).toBeVisible();
      await expect(page.getByRole('link', { name: /^shop-/ })).toHaveCount(4);
      expect(new URL(page.url()).searchParams.has('at')).toBe(false);
      expect(faults).toEqual([]);
    });

    test('the bar is dragged, stepped and left by mouse and by keyboard', async ({ page }) => {
      const faults = collectFaults(page);
      await signIn(page, cluster);
      await open(page, `${cluster.url}${shop}`);
      await expect(page.getByText('4 of 4 ready').first()).toBeVisible();
      await page.keyboard.press('h');
      await page.getByLabel('Span of the time bar').selectOption('5m');
      const slider = page.getByRole('slider', { name: 'Moment that is shown' });
      const box = (await slider.boundingBox())!;
      const now = Number(await slider.getAttribute('aria-valuenow'));
      const [from, to] = await Promise.all(
        ['aria-valuemin', 'aria-valuemax'].map(async (name) => Number(await slider.getAttribute(name))),
      );
      const xOf = (atMs: number) => box.x + (box.width * (atMs - from!)) / (to! - from!);
      const y = box.y + box.height / 2;
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

async function signIn(page: Page, cluster: Cluster): Promise<void> {
  await open(page, await cluster.newSignInUrl());
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();
}

function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser drops its connections when an interface of the machine comes or goes, as a container's does.
    if (message.text().includes('net::ERR_NETWORK_CHANGED')) return;
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  return faults;
}
