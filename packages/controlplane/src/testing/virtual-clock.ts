import { setImmediate as realTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

/** Time that moves only when a test says so. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  #timers: { atMs: number; order: number; run: () => void }[] = [];
  #soon: (() => void)[] = [];

  constructor(startMs = 1_000_000) {
    this.#nowMs = startMs;
  }

  readonly nowMs = () => this.#nowMs;
  readonly elapsedMs = () => this.#nowMs;

  readonly soon = (run: () => void) => {
    this.#soon.push(run);
  };

  readonly after = (delayMs: number, run: () => void) => {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Runs what is due now, and what follows from it, until nothing is left to do at this moment. */
  async settle(): Promise<void> {
    let idleTurns = 0;
    while (idleTurns < 3) {
      // Promises that were resolved meanwhile, and real files and sockets that are ready.
      await realTurn();
      const due = this.#soon.splice(0);
      for (const run of due) run();
      idleTurns = due.length > 0 ? 0 : idleTurns + 1;
    }
  }

  /** Lets time pass, timer by timer. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    for (let next = this.#nextTimer(endMs); next !== undefined; next = this.#nextTimer(endMs)) {
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      await this.settle();
    }
    this.#nowMs = endMs;
  }

  /** As if the process had been stopped: time passes, and nothing ran meanwhile. */
  freeze(ms: number): void {
    this.#nowMs += ms;
  }

  #nextTimer(endMs: number) {
    const due = this.#timers.filter((timer) => timer.atMs <= endMs);
    return due.sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
  }
}
