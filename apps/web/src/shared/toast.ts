/**
 * Short notices at the edge of the screen. What draws them comes after the first screen stands; what is told before that
 * waits for it.
 */
type Toast = typeof import('sonner').toast;

let isThere: (toast: Toast) => void = () => {};
const drawn = new Promise<Toast>((resolve) => {
  isThere = resolve;
});

/** Called by what draws them, once it is on the screen. */
export const startToasts = (toast: Toast): void => isThere(toast);

/** It was done: goes away by itself. */
export function tellDone(text: string): void {
  void drawn.then((toast) => toast.success(text));
}

/** It was not done: stays until a person has seen it. */
export function tellFailed(text: string, description?: string): void {
  const stays = { duration: Number.POSITIVE_INFINITY, closeButton: true };
  void drawn.then((toast) => toast.error(text, { ...stays, ...(description && { description }) }));
}
