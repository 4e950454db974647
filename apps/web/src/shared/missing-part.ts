import { type ComponentType, lazy } from 'react';

const key = 'gantry.reloads';

/** More often than this, one soon after the other, loading anew has not helped, and the screen says what is missing. */
const most = 3;
const soonMs = 10_000;
/** Where a page is slow to load they are not so soon: so many in a row, with no longer pause, have not helped either. */
const mostInRow = 6;
const pauseMs = 30_000;

let startsOver = false;

/**
 * A page that was opened before an upgrade asks for parts that the server has no more, and one whose network changed
 * may not get a part at all. Either is mended by loading the page anew: all that it shows is in its address.
 */
export function startOverOnMissingPart(): void {
  window.addEventListener('vite:preloadError', () => {
    // Where several are missing at once, the first has begun it.
    if (startsOver) return;
    const reloads = anotherReload(sessionStorage.getItem(key), Date.now());
    if (reloads === null) return;
    sessionStorage.setItem(key, reloads);
    startsOver = true;
    window.location.reload();
  });
}

/** When it was loaded anew, with once more; null: that has not helped. A network may change several times in a row. */
export function anotherReload(before: string | null, nowMs: number): string | null {
  const times = (before ?? '').split(' ').filter(Boolean).map(Number);
  const pause = times.findLastIndex((atMs, index) => (times[index + 1] ?? nowMs) - atMs >= pauseMs);
  const row = times.slice(pause + 1);
  const recent = row.filter((atMs) => nowMs - atMs < soonMs);
  return recent.length < most && row.length < mostInRow ? [...row, nowMs].join(' ') : null;
}

/** What comes with its first use. While the page starts over for want of it, it is waited for: no fault is told. */
export const waitedFor =
  <T>(load: () => Promise<T>) =>
  (): Promise<T> =>
    load().catch((error) => (startsOver ? new Promise<never>(() => {}) : Promise.reject(error)));

export const lazyPart = <P>(load: () => Promise<{ default: ComponentType<P> }>) => lazy(waitedFor(load));

/** Whether an error's message is a browser's word for a part of the page that it could not get: each has its own. */
export const isMissingPart = (message: string): boolean =>
  /dynamically imported module|importing a module script failed/i.test(message);
