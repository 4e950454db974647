import { setImmediate as nextTurn } from 'node:timers/promises';

/** Works through what comes in parts, each in a turn of the event loop of its own. Resolves with what it returns. */
export async function inTurns<T>(parts: Iterator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
    await nextTurn();
  }
}
