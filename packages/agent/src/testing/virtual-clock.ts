import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

interface Timer {
  atMs: number;
  order: number;
  run: () => void;
}

/** A clock that moves only when a test says so. Starts at the given wall time; chance is a fixed series. */
export class VirtualClock implements Clock {
  #elapsedMs = 0;
  #order = 0;
  #timers: Timer[] = [];
  #state = 1;
  wallOffsetMs = 1_700_000_000_000;

  nowMs(): number {
    return this.wallOffsetMs + this.#elapsedMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  random(): number {
    // Park and Miller's generator: the same series in every run.
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state / 2_147_483_647;
  }

  after(delayMs: number, run: () => void): () => void {
    this.#order += 1;
    const timer = { atMs: this.#elapsedMs + Math.max(0, delayMs), order: this.#order, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets everything that waits on a promise go on, without moving time. */
  async settle(): Promise<void> {
    await setImmediate();
    await this.#runDue(this.#elapsedMs);
  }

  async advance(byMs: number): Promise<void> {
    await setImmediate();
    const untilMs = this.#elapsedMs + byMs;
    await this.#runDue(untilMs);
    this.#elapsedMs = untilMs;
  }

  get timers(): number {
    return this.#timers.length;
  }

  async #runDue(untilMs: number): Promise<void> {
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
      next.run();
      await setImmediate();
    }
  }

  #next(untilMs: number): Timer | undefined {
    return this.#timers
      .filter(({ atMs }) => atMs <= untilMs)
      .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
  }
}
