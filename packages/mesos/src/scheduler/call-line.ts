import { Refused } from '../wire/refused.ts';

/** A framework with more calls waiting than this is told to wait. */
const mostWaiting = 200;

/**
 * One framework's calls, one after the other in their order. So a framework that floods has one command in the engine
 * at a time, as everybody else.
 */
export class CallLine {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#waiting >= mostWaiting)
      throw new Refused(429, `More than ${mostWaiting} calls of this framework wait; slow down.`);
    this.#waiting += 1;
    const turn = this.#last.then(call);
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}
