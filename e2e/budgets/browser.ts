import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.GANTRY_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  });
}

/** Collects what each interaction took from the input to the next paint, in ms. */
export async function watchInteractions(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const durations: number[] = [];
    Object.assign(globalThis, { gantryInteractions: durations });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as PerformanceEventTiming[]) {
        if (entry.interactionId > 0) durations.push(entry.duration);
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
}

export const interactionsOf = (page: Page): Promise<number[]> =>
  page.evaluate(() => (globalThis as unknown as { gantryInteractions: number[] }).gantryInteractions);

/** Times between frames for a while, in ms. */
export function frameTimes(page: Page, forMs: number): Promise<number[]> {
  return page.evaluate(
    (ms) =>
      new Promise<number[]>((done) => {
        const times: number[] = [];
        const start = performance.now();
        let last = start;
        const frame = (now: number) => {
          times.push(now - last);
          last = now;
          if (now - start < ms) requestAnimationFrame(frame);
          else done(times.slice(1));
        };
        requestAnimationFrame(frame);
      }),
    forMs,
  );
}

/** Bytes on the page's heap after everything that can go has gone. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
