/**
 * The time of a simulation. Nothing waits for real: when all that could run has run, time jumps to the next timer.
 * Code under simulation uses promises and timers of this clock only, so the order of everything follows from the seed.
 */
export class VirtualTime {
  #nowMs: number;
  readonly #startMs: number;
  #order = 0;
  readonly #timers = new TimerHeap();
  #soon: (() => void)[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  nowMs = (): number => this.#nowMs;

  elapsedMs = (): number => this.#nowMs - this.#startMs;

  /** In whole milliseconds and at least one, as real timers: less would be lost in the sum, and time stand still. */
  after = (delayMs: number, run: () => void): (() => void) => {
    const timer: Timer = { atMs: this.#nowMs + Math.max(1, Math.ceil(delayMs)), order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      timer.run = null;
    };
  };

  soon = (run: () => void): void => {
    this.#soon.push(run);
  };

  /** Runs everything until `forMs` have passed. */
  async advance(forMs: number): Promise<void> {
    const untilMs = this.#nowMs + forMs;
    await this.#settle();
    for (
      let timer = this.#timers.peek();
      timer !== null && timer.atMs <= untilMs;
      timer = this.#timers.peek()
    ) {
      this.#timers.pop();
      if (timer.run === null) continue;
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      timer.run();
      await promisesSettled();
      if (this.#timers.peek()?.atMs !== timer.atMs) await this.#settle();
    }
    this.#nowMs = untilMs;
  }

  /** Lets everything run that has something left to do at this moment, as an event loop does: after its timers. */
  async #settle(): Promise<void> {
    for (;;) {
      await promisesSettled();
      if (this.#soon.length === 0) return;
      for (const run of this.#soon.splice(0)) run();
    }
  }
}

function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Timer {
  atMs: number;
  order: number;
  /** null: cancelled. */
  run: (() => void) | null;
}

const isEarlier = (a: Timer, b: Timer) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A binary heap: the earliest first, and of the same moment the one that was set first. */
class TimerHeap {
  readonly #timers: Timer[] = [];

  peek(): Timer | null {
    return this.#timers[0] ?? null;
  }

  push(timer: Timer): void {
    const timers = this.#timers;
    let at = timers.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isEarlier(timer, timers[parent]!)) break;
      timers[at] = timers[parent]!;
      at = parent;
    }
    timers[at] = timer;
  }

  pop(): void {
    const timers = this.#timers;
    const last = timers.pop();
    if (last === undefined || timers.length === 0) return;
    let at = 0;
    for (let child = 1; child < timers.length; child = 2 * at + 1) {
      if (child + 1 < timers.length && isEarlier(timers[child + 1]!, timers[child]!)) child++;
      if (!isEarlier(timers[child]!, last)) break;
      timers[at] = timers[child]!;
      at = child;
    }
    timers[at] = last;
  }
}
