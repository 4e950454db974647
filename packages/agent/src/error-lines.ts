import type { RuntimeDriver } from '@gantry/runtime';
import type { Clock } from './clock.ts';
import type { ContainerFacts } from './task-machine.ts';

const errorLine = /error|fatal|panic/i;

/** However many lines come, the count is told no more often. */
const tellEveryMs = 1_000;

/** Counts the lines on stderr that look like errors, for the health gates of a rollout. */
export class ErrorLineCounter {
  readonly #clock: Clock;
  readonly #driver: RuntimeDriver;
  readonly #onCount: () => void;
  readonly #followed = new Set<string>();
  readonly #stopping = new AbortController();
  #isTelling = false;
  #counted = 0;
  /** As last told: it moves at most once in `tellEveryMs`. */
  count = 0;

  constructor(clock: Clock, driver: RuntimeDriver, onCount: () => void) {
    this.#clock = clock;
    this.#driver = driver;
    this.#onCount = onCount;
  }

  /** Begins to follow those that run and are not followed yet. */
  follow(containers: readonly ContainerFacts[]): void {
    for (const { observed } of containers) {
      if (observed?.state !== 'running' || this.#followed.has(observed.runtimeId)) continue;
      this.#followed.add(observed.runtimeId);
      void this.#read(observed.runtimeId);
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #read(runtimeId: string): Promise<void> {
    const { signal } = this.#stopping;
    try {
      const lines = this.#driver.logs(runtimeId, { follow: true, tailLines: null, sinceMs: null, signal });
      for await (const { stream, text } of lines) {
        if (signal.aborted) return;
        if (stream === 'stderr' && errorLine.test(text)) this.#add();
      }
    } catch {
      // A log that cannot be read has no lines to count; the task itself is not worse for it.
    }
  }

  #add(): void {
    this.#counted += 1;
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#clock.after(tellEveryMs, () => {
      this.#isTelling = false;
      this.count = this.#counted;
      if (!this.#stopping.signal.aborted) this.#onCount();
    });
  }
}
