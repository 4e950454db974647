import { type ComponentType, lazy } from 'react';

const key = 'gantry.reloaded-at-ms';

/** Sooner than this, loading anew has not helped, and the screen says what is missing. */
const leastMs = 10_000;

let startsOver = false;

/**
 * A page that was opened before an upgrade asks for parts that the server has no more, and one whose network changed
 * may not get a part at all. Either is mended by loading the page anew: all that it shows is in its address.
 */
export function startOverOnMissingPart(): void {
  window.addEventListener('vite:preloadError', () => {
    const nowMs = Date.now();
    if (nowMs - Number(sessionStorage.getItem(key)) < leastMs) return;
    sessionStorage.setItem(key, String(nowMs));
    startsOver = true;
    window.location.reload();
  });
}

/** A component that comes with its first use. While the page starts over for want of it, it is waited for: no fault is told. */
export const lazyPart = <P>(load: () => Promise<{ default: ComponentType<P> }>) =>
  lazy(() => load().catch((error) => (startsOver ? new Promise<never>(() => {}) : Promise.reject(error))));

/** Whether an error's message is a browser's word for a part of the page that it could not get: each has its own. */
export const isMissingPart = (message: string): boolean =>
  /dynamically imported module|importing a module script failed/i.test(message);
