import type { ObservedContainer, RuntimeDriver } from '@gantry/runtime';
import type { AgentLog } from './agent-log.ts';
import { type Clock, withDeadline } from './clock.ts';

/** Changes come by themselves; the full list only catches what slipped through, so it need not come often. */
const listEveryMs = 30_000;

/** Until a runtime has answered for the first time, nothing can be started or adopted on it. */
const firstListEveryMs = 1_000;

/** A runtime that takes the question and never answers counts as not answering. */
const listWithinMs = 30_000;

export interface RuntimeWatchOptions {
  clock: Clock;
  log: AgentLog;
  driver: RuntimeDriver;
  onObserved(observed: ObservedContainer): void;
  onListed(all: ObservedContainer[], askedMs: number): void;
}

/** Keeps up with the containers of one runtime: each change as it happens, and all of them from time to time. */
export class RuntimeWatch {
  readonly #options: RuntimeWatchOptions;
  readonly #stopping = new AbortController();
  #isListed = false;
  #cancel = () => {};

  constructor(options: RuntimeWatchOptions) {
    this.#options = options;
  }

  /** Resolves after the first try to list, whether it worked or not. */
  start(): Promise<void> {
    const { driver, onObserved } = this.#options;
    const { signal } = this.#stopping;
    // Before the list, so that nothing happens unseen in between.
    driver.watch((observed) => signal.aborted || onObserved(observed), signal);
    return this.#list();
  }

  stop(): void {
    this.#stopping.abort();
    this.#cancel();
  }

  async #list(): Promise<void> {
    const { clock, log, driver, onListed } = this.#options;
    const askedMs = clock.elapsedMs();
    try {
      const answer = driver.list();
      const all = await withDeadline(
        clock,
        listWithinMs,
        answer,
        () => new Error('it did not answer in time'),
      );
      if (this.#stopping.signal.aborted) return;
      this.#isListed = true;
      onListed(all, askedMs);
    } catch (error) {
      log.debug({ err: error, runtime: driver.name }, 'Could not list the containers of a runtime');
    }
    if (this.#stopping.signal.aborted) return;
    this.#cancel = clock.after(this.#isListed ? listEveryMs : firstListEveryMs, () => void this.#list());
  }
}
