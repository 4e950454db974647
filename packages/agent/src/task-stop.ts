import type { TaskId } from '@gantry/model';
import { type ObservedContainer, type RuntimeDriver, RuntimeFault } from '@gantry/runtime';
import type { AgentLog } from './agent-log.ts';
import { type Clock, pause, withDeadline } from './clock.ts';
import { runPreStop } from './pre-stop.ts';
import type { Subject } from './prober.ts';
import type { ContainerFacts } from './task-machine.ts';

/** What a container is still given after a preStop handler that used up the whole grace period. */
const afterOverrunMs = 2_000;

/** A runtime that takes this much longer than the grace period has lost the request. */
const answerWithinMs = 60_000;

export interface TaskStopOptions {
  clock: Clock;
  log: AgentLog;
  driver: RuntimeDriver;
  taskId: TaskId;
  /** As the runner's. */
  askToEnd(graceMs: number, signal: AbortSignal): Promise<boolean>;
}

/**
 * Stops the containers of one task together: preStop, then the signal, then the kill, all within one grace period. A
 * later, sooner stop overtakes: it cuts preStop handlers short and kills at its own deadline.
 */
export class TaskStop {
  readonly #options: TaskStopOptions;
  #overtaken = new AbortController();
  #round = 0;
  /** When everything will have been killed, on the elapsed axis; null while nothing is being stopped. */
  byMs: number | null = null;

  constructor(options: TaskStopOptions) {
    this.#options = options;
  }

  /** Resolves when all are gone, to whether no later stop has overtaken this one. Throws what the driver throws. */
  async begin(
    containers: readonly ContainerFacts[],
    graceMs: number,
    subjectOf: (name: string) => Subject | null,
    onGone: (observed: ObservedContainer) => void,
  ): Promise<boolean> {
    const { clock } = this.#options;
    this.#overtaken.abort();
    this.#overtaken = new AbortController();
    this.#round += 1;
    const round = this.#round;
    const isFirst = this.byMs === null;
    this.byMs = clock.elapsedMs() + graceMs;
    // The news that it is not ready leave first: nobody should be sent to a program that is already shutting down.
    await pause(clock, 0);
    try {
      await Promise.all(
        containers.map(async (facts) => {
          const hadPreStop = isFirst && (await this.#preStop(facts, graceMs, subjectOf(facts.name)));
          onGone(await this.#signal(facts, hadPreStop));
        }),
      );
    } catch (error) {
      // What an overtaken stop could not do is the business of the one that overtook it.
      if (round === this.#round) throw error;
    } finally {
      if (round === this.#round) this.byMs = null;
    }
    return round === this.#round;
  }

  /** Whether there was one to run. */
  async #preStop(facts: ContainerFacts, graceMs: number, subject: Subject | null): Promise<boolean> {
    if (graceMs > 0 && (await this.#options.askToEnd(graceMs, this.#overtaken.signal))) return true;
    const handler = facts.container?.preStop;
    if (!handler || !subject || graceMs <= 0) return false;
    const { log, taskId } = this.#options;
    try {
      await runPreStop(subject, handler, { graceMs, signal: this.#overtaken.signal });
    } catch (error) {
      log.warn(
        { err: error, taskId, container: facts.name },
        'A preStop handler failed; stopping all the same',
      );
    }
    return true;
  }

  #signal({ observed, container }: ContainerFacts, hadPreStop: boolean): Promise<ObservedContainer> {
    const leftMs = (this.byMs ?? 0) - this.#options.clock.elapsedMs();
    const graceMs = Math.round(Math.max(hadPreStop ? afterOverrunMs : 0, leftMs));
    const { driver, clock } = this.#options;
    const stopping = driver.stop(observed!.runtimeId, { graceMs, signal: container?.stopSignal ?? null });
    return withDeadline(clock, graceMs + answerWithinMs, stopping, () => {
      return new RuntimeFault('Unavailable', `the ${driver.name} runtime did not stop it in time`, true);
    });
  }
}
