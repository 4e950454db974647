import type { Page } from '@playwright/test';
import { busyMachine, type Figure } from './figure.ts';

const restless = 'the simulated containers turn ready and not all the time: cards come and go meanwhile';
/** A task that takes longer than this keeps a person waiting by what it takes beyond. */
const shortTaskMs = 50;

/** What loading a page felt like, once nothing of it waits any more: its largest picture, what moved, and how long it was blocked. */
export async function vitalsOf(page: Page): Promise<Figure[]> {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null);
  const { largestMs, shift, tasksMs } = await page.evaluate(buffered);
  const blockedMs = tasksMs.reduce((sum, ms) => sum + Math.max(0, ms - shortTaskMs), 0);
  const shifted = { value: Math.round(shift * 10_000) / 100, unit: '%', target: 2, excuse: restless };
  return [
    {
      what: 'largest contentful paint, first visit',
      ...{ value: largestMs, unit: 'ms', target: 1_000, excuse: busyMachine },
    },
    { what: 'what moved while it loaded, of the window', ...shifted },
    {
      what: 'blocked by long tasks while it loaded',
      ...{ value: blockedMs, unit: 'ms', target: 150, excuse: busyMachine },
    },
  ];
}

interface Buffered {
  largestMs: number;
  shift: number;
  tasksMs: number[];
}

/** In the page: what the browser kept of these since the navigation. */
async function buffered(): Promise<Buffered> {
  const entries = <T>(type: string) =>
    new Promise<T[]>((done) => {
      const timer = setTimeout(() => done([]), 500);
      new PerformanceObserver((list, observer) => {
        clearTimeout(timer);
        observer.disconnect();
        done(list.getEntries() as T[]);
      }).observe({ type, buffered: true });
    });
  const [paints, shifts, tasks] = await Promise.all([
    entries<PerformanceEntry>('largest-contentful-paint'),
    entries<{ value: number; hadRecentInput: boolean }>('layout-shift'),
    entries<PerformanceEntry>('longtask'),
  ]);
  return {
    largestMs: paints.at(-1)?.startTime ?? Number.NaN,
    shift: shifts.reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0),
    tasksMs: tasks.map(({ duration }) => duration),
  };
}
