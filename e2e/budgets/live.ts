import type { ScaleCluster } from '@gantry/bench/scale';
import type { BrowserContext, Page } from '@playwright/test';
import { frameTimes, heapBytes, type Interactions } from './browser.ts';
import { busyMachine, type Figure, percentile } from './figure.ts';
import { measureInteractions } from './interactions.ts';

const noGpu = 'no graphics processor: the browser draws every frame itself';
const framesForMs = 5_000;

/** What a person feels while everything changes: frames, clicks, the way from an event to its pixel, and memory. */
export async function measureLive(
  context: BrowserContext,
  cluster: ScaleCluster,
  interactions: Interactions,
): Promise<Figure[]> {
  const page = await context.newPage();
  await page.goto(`${cluster.url}/map?group=rack`);
  await page.locator('canvas').waitFor();
  const mapAtMs = await page.evaluate(() => performance.now());
  const frames = await frameTimes(page, framesForMs);
  const mean = 1_000 / (frames.reduce((sum, time) => sum + time, 0) / frames.length);
  const heap = (await heapBytes(page)) / 1_000_000;
  const felt = await measureInteractions(page, cluster, interactions);
  const delays = await eventDelays(page, cluster);
  await page.close();
  return [
    { what: 'map, first pixels', value: mapAtMs, unit: 'ms', target: 1_500, excuse: busyMachine },
    {
      what: 'map, frames while it changes',
      value: mean,
      unit: 'fps',
      target: 50,
      atLeast: true,
      excuse: noGpu,
    },
    { what: 'map, frame time p95', value: percentile(frames, 0.95), unit: 'ms', target: 33, excuse: noGpu },
    ...felt,
    {
      what: 'a change asked for to its pixel p95',
      value: percentile(delays, 0.95),
      unit: 'ms',
      target: 250,
      excuse: busyMachine,
    },
    { what: 'heap with the map open', value: heap, unit: 'MB', target: 250 },
  ];
}

const samples = 12;

/** From the moment at which a change is asked for, through its commit, to the frame in which a page shows it. */
async function eventDelays(page: Page, cluster: ScaleCluster): Promise<number[]> {
  await page.goto(`${cluster.url}/deployments/default/app-1`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const delays: number[] = [];
  for (let round = 0; round < samples; round += 1) {
    const isPaused = round % 2 === 0;
    const shown = page.evaluate(
      (wanted) =>
        new Promise<number>((done) => {
          const look = () => {
            const isShown =
              /paused/i.test(document.querySelector('main header')?.textContent ?? '') === wanted;
            if (isShown) requestAnimationFrame(() => done(Date.now()));
            return isShown;
          };
          const observer = new MutationObserver(() => look() && observer.disconnect());
          if (!look())
            observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      isPaused,
    );
    const askedAtMs = await pause(cluster, isPaused);
    delays.push(Math.max(0, (await shown) - askedAtMs));
  }
  return delays;
}

/** When it was asked for, by this machine's clock: what the control plane takes to commit it is part of the way. */
async function pause(cluster: ScaleCluster, isPaused: boolean): Promise<number> {
  const askedAtMs = Date.now();
  await cluster.mutate(isPaused ? 'deployments.pause' : 'deployments.resume', { name: 'app-1' });
  return askedAtMs;
}
