import type { ScaleCluster } from '@gantry/bench/scale';
import type { BrowserContext } from '@playwright/test';
import { frameTimes, heapBytes, type Interactions } from './browser.ts';
import { measureDelays } from './delays.ts';
import { type Figure, percentile } from './figure.ts';
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
  const delays = await measureDelays(page, cluster);
  await page.close();
  return [
    { what: 'map, first pixels', value: mapAtMs, unit: 'ms', target: 1_500 },
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
    ...delays,
    { what: 'heap with the map open', value: heap, unit: 'MB', target: 250 },
  ];
}
