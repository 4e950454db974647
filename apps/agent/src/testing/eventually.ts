import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `look` gives something, looking every 10 ms; throws when that takes too long. */
export async function eventually<T>(
  what: string | (() => string),
  look: () => T | null | undefined | false,
): Promise<T> {
  const deadlineMs = performance.now() + 60_000;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadlineMs)
      throw new Error(`${typeof what === 'string' ? what : what()} did not come in time`);
    await delay(10);
  }
}
