import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from '@gantry/mesos-wire';

/** A framework with more calls waiting than this is told to wait. */
const mostWaiting = 200;
/** Calls a second that one framework gets done in the long run, and how many at once before that counts. */
const callsPerSecond = 250;
const mostAtOnce = 1_000;

/**
 * One framework's calls, one after the other in their order, and not too many in a second. So one that floods has one
 * command in the engine at a time, as everybody else, and leaves the time to them.
 */
export class CallLine {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #saved = mostAtOnce;
  #savedAtMs = performance.now();

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#waiting >= mostWaiting)
      throw new Refused(429, `More than ${mostWaiting} calls of this framework wait; slow down.`);
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#pace()).then(call);
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #pace(): Promise<void> {
    const nowMs = performance.now();
    const earned = ((nowMs - this.#savedAtMs) / 1000) * callsPerSecond;
    this.#saved = Math.min(mostAtOnce, this.#saved + earned) - 1;
    this.#savedAtMs = nowMs;
    if (this.#saved < 0) await pause((-this.#saved / callsPerSecond) * 1000);
  }
}
