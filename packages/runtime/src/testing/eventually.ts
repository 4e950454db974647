import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `find` gives something other than null, undefined or false. Throws after the deadline with what it waited for. */
export async function eventually<T>(
  what: string,
  find: () => T | Promise<T>,
  deadlineMs = 15_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    const found = await find();
    if (found !== null && found !== undefined && found !== false)
      return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > giveUpAt) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await delay(10);
  }
}
