import type { TaskUsage } from '@gantry/model';
import type { RuntimeDriver, Usage } from '@gantry/runtime';
import { type Clock, withDeadline } from './clock.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import type { Heartbeat } from './session.ts';
import type { TaskBoard } from './task-board.ts';

/** How many containers are asked for their usage at the same time: an engine may let each wait for a second. */
const askedAtOnce = 32;

const answerWithinMs = 10_000;

/**
 * What the tasks use. Sampled in the background, so that a heartbeat never waits for an engine that does not answer: it
 * tells the newest sample there is.
 */
export class UsageSampler {
  readonly #board: TaskBoard;
  readonly #clock: Clock;
  #usage: TaskUsage[] = [];
  #isSampling = false;

  constructor(board: TaskBoard, clock: Clock) {
    this.#board = board;
    this.#clock = clock;
  }

  /** The newest sample; asks for the next one. */
  heartbeat(): Heartbeat {
    const usage = this.#usage;
    if (!this.#isSampling) void this.#sample();
    return {
      usage,
      cpuMillisUsed: usage.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0),
      memoryBytesUsed: usage.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    };
  }

  async #sample(): Promise<void> {
    this.#isSampling = true;
    const limit = new ConcurrencyLimit(askedAtOnce);
    const asked = [...this.#board.runners()].map(async ({ taskId, driver, containers }) => {
      const all = [...containers.initFacts(), ...containers.facts()];
      const running = all.filter(({ observed }) => observed?.state === 'running');
      const usages = running.map(({ observed }) => limit.run(() => this.#ask(driver, observed!.runtimeId)));
      return { taskId, usages: (await Promise.all(usages)).filter((usage) => usage !== null) };
    });
    const all = await Promise.all(asked);
    this.#usage = all
      .filter(({ usages }) => usages.length > 0)
      .map(({ taskId, usages }) => ({
        taskId,
        cpuMillis: usages.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0),
        memoryBytes: usages.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      }));
    this.#isSampling = false;
  }

  /** A container that is just ending has no usage, and an engine that does not answer knows none: no news to anybody. */
  async #ask(driver: RuntimeDriver, runtimeId: string): Promise<Usage | null> {
    const answer = driver.usage(runtimeId);
    return withDeadline(this.#clock, answerWithinMs, answer, () => new Error('no answer')).catch(() => null);
  }
}
