import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.GANTRY_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  });
}

/** What each interaction took from the input to the next paint, in ms. */
export interface Interactions {
  /** Of those since the last call, once the browser has told them. */
  taken(page: Page): Promise<number[]>;
}

/** Collects what is done in every page of the context from now on, one document after the other. */
export async function watchInteractions(context: BrowserContext): Promise<Interactions> {
  const longest = new Map<string, number>();
  await context.exposeFunction('gantryInteraction', (key: string, tookMs: number) => {
    longest.set(key, Math.max(longest.get(key) ?? 0, tookMs));
  });
  await context.addInitScript(() => {
    const { gantryInteraction } = globalThis as unknown as {
      gantryInteraction(key: string, tookMs: number): void;
    };
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries() as PerformanceEventTiming[])
        if (interactionId > 0) gantryInteraction(`${performance.timeOrigin}/${interactionId}`, duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  return {
    async taken(page) {
      await framesPassed(page);
      const durations = [...longest.values()];
      longest.clear();
      return durations;
    },
  };
}

/** Events are told some frames after they were painted. */
const framesPassed = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
  });

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

/** Of times between frames, in ms. */
export const framesPerSecond = (times: readonly number[]): number =>
  (1_000 * times.length) / times.reduce((sum, time) => sum + time, 0);

/** Bytes on the page's heap after everything that can go has gone. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
