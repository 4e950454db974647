/** What of a browser's page is used, where there is one. */
export interface Page {
  requestAnimationFrame?: (callback: () => void) => number;
  cancelAnimationFrame?: (frame: number) => void;
  document?: { hidden: boolean };
}

/** Without a page, and on a hidden one, which gets no animation frames; there timers fire about once a second. */
const frameMs = 16;
/** A page that is hidden after it has asked gets its frame only when it is shown again. */
const mostMs = 1_000;

/** Calls back once, with the next animation frame if one comes within a second. */
export function nextFrame(apply: () => void, page: Page = globalThis as Page): void {
  if (page.requestAnimationFrame === undefined || page.document?.hidden) {
    setTimeout(apply, frameMs);
    return;
  }
  const frame = page.requestAnimationFrame(() => {
    clearTimeout(timer);
    apply();
  });
  const timer = setTimeout(() => {
    page.cancelAnimationFrame?.(frame);
    apply();
  }, mostMs);
}
