import type { ScaleCluster } from '@gantry/bench/scale';
import type { BrowserContext, Page } from '@playwright/test';
import { framesPerSecond, frameTimes, heapBytes, type Interactions } from './browser.ts';
import { measureDelays } from './delays.ts';
import { type Figure, percentile } from './figure.ts';
import { measureInteractions } from './interactions.ts';

const noGpu = 'no graphics processor: the browser draws every frame itself';
const framesForMs = 5_000;
const wideScreen = { width: 3_200, height: 1_800 };

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
  const heap = (await heapBytes(page)) / 1_000_000;
  const wide = await measureWideMap(page);
  const felt = await measureInteractions(page, cluster, interactions);
  const delays = await measureDelays(page, cluster);
  await page.close();
  return [
    { what: 'map, first pixels', value: mapAtMs, unit: 'ms', target: 1_500 },
    {
      what: 'map, frames while it changes',
      value: framesPerSecond(frames),
      unit: 'fps',
      target: 50,
      atLeast: true,
      excuse: noGpu,
    },
    { what: 'map, frame time p95', value: percentile(frames, 0.95), unit: 'ms', target: 33, excuse: noGpu },
    wide,
    ...felt,
    ...delays,
    { what: 'heap with the map open', value: heap, unit: 'MB', target: 250 },
  ];
}

/** The map on a screen of four times the pixels. */
async function measureWideMap(page: Page): Promise<Figure> {
  const usual = page.viewportSize()!;
  await page.setViewportSize(wideScreen);
  await page.waitForFunction((width) => document.querySelector('canvas')!.clientWidth > width, usual.width);
  const value = framesPerSecond(await frameTimes(page, framesForMs));
  await page.setViewportSize(usual);
  const what = `map of ${wideScreen.width}×${wideScreen.height}, frames while it changes`;
  return { what, value, unit: 'fps', target: 40, atLeast: true, excuse: noGpu };
}
