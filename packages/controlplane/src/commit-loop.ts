import type { Engine, EngineInput, StepResult } from '@gantry/engine';
import type { Commit } from '@gantry/model';
import { type Store, StoreFault } from '@gantry/store';
import { bounds } from './bounds.ts';
import type { Clock } from './clock.ts';
import type { Inbox, Waiting } from './inbox.ts';
import type { Log } from './log.ts';
import type { LoopMetrics } from './loop-metrics.ts';

export interface CommitLoopOptions {
  engine: Engine;
  store: Store;
  fence: number;
  inbox: Inbox;
  clock: Clock;
  log: Log;
  metrics: LoopMetrics;
  /** Told of each commit once it is durable and adopted, before those whose inputs led to it. */
  onCommit(commit: Commit): void;
  /** Nothing more can be made durable here: another leads, or the store failed. The loop has ended. */
  onFatal(error: unknown): void;
}

/**
 * Takes what waits, lets the engine decide, makes it durable, adopts it, and only then tells anybody. One step at a
 * time: what arrives while a commit is being written goes into the next one together.
 */
export class CommitLoop {
  readonly #options: CommitLoopOptions;
  #isScheduled = false;
  #turn: Promise<void> | null = null;
  /** Why it has ended; null: it has not. */
  #ending: { error: unknown } | null = null;
  /** The engine's own deadline; null: none. */
  #wakeAtMs: number | null = null;
  #cancelWake = () => {};
  #hasMore = false;
  #isStepWanted = false;
  /** After a step with several inputs threw, they are tried one by one, so that only the one at fault is dropped. */
  #singleTurns = 0;
  #engineFailures = 0;
  /** Set while nothing is tried: why, in a fault that names the remedy. */
  #trouble: StoreFault | null = null;

  constructor(options: CommitLoopOptions) {
    this.#options = options;
  }

  /** Why nothing can be written just now; null when all is well. */
  get trouble(): StoreFault | null {
    return this.#trouble;
  }

  /** What everything that comes now is dropped with; null while it is taken. */
  get ending(): { error: unknown } | null {
    return this.#ending;
  }

  /** There is something in the inbox, or a deadline has come. */
  wake(): void {
    if (this.#isScheduled || this.#turn !== null || this.#ending !== null || this.#trouble !== null) return;
    this.#isScheduled = true;
    // Everything that this turn of the event loop reads from its sockets goes into one commit.
    this.#options.clock.soon(() => {
      this.#isScheduled = false;
      this.#turn = this.#run()
        .catch((error) => this.#fail([], error))
        .finally(() => {
          this.#turn = null;
          this.#next();
        });
    });
  }

  /** A step even when the inbox is empty: there are heartbeats that matter, or the state is new to the engine. */
  wakeNow(): void {
    this.#isStepWanted = true;
    this.wake();
  }

  /** Resolves when no step is under way any more; none follows. What waits is dropped with `error`. */
  async end(error: unknown): Promise<void> {
    this.#ending ??= { error };
    this.#cancelWake();
    await this.#turn;
    this.#drop(this.#options.inbox.take(Number.POSITIVE_INFINITY), error);
  }

  #next(): void {
    if (this.#ending !== null || this.#trouble !== null) return;
    this.#cancelWake();
    if (this.#isStepWanted || this.#hasMore || this.#options.inbox.size > 0) this.wake();
    else if (this.#wakeAtMs !== null) this.#wakeAt(this.#wakeAtMs);
  }

  #wakeAt(wakeAtMs: number): void {
    const delayMs = Math.max(bounds.wakeAtLeastMs, wakeAtMs - this.#options.clock.nowMs());
    this.#cancelWake = this.#options.clock.after(delayMs, () => this.wake());
  }

  async #run(): Promise<void> {
    if (this.#ending !== null) return;
    this.#isStepWanted = false;
    const { inbox, clock } = this.#options;
    const batch = inbox.take(this.#singleTurns > 0 ? 1 : bounds.inputsPerStep);
    this.#singleTurns = Math.max(0, this.#singleTurns - 1);
    const nowMs = clock.nowMs();
    const result = this.#step(batch, nowMs);
    if (result === null) return;
    if (result.commit !== null && !(await this.#append(result.commit, batch))) return;
    this.#options.engine.adopt();
    this.#wakeAtMs = result.wakeAtMs;
    this.#hasMore = result.more;
    this.#engineFailures = 0;
    this.#tell(result, batch);
  }

  #step(batch: readonly Waiting[], nowMs: number): StepResult | null {
    const { engine, clock, metrics } = this.#options;
    const inputs = batch.map(({ input }) => input);
    if (this.#isDue(nowMs)) inputs.push({ kind: 'tick' } satisfies EngineInput);
    metrics.inputsPerStep.observe(inputs.length);
    const startedMs = clock.elapsedMs();
    try {
      return engine.step({ inputs, nowMs });
    } catch (error) {
      engine.discard();
      this.#engineThrew(batch, error);
      return null;
    } finally {
      metrics.stepSeconds.observe((clock.elapsedMs() - startedMs) / 1000);
    }
  }

  #isDue(nowMs: number): boolean {
    return this.#wakeAtMs !== null && this.#wakeAtMs <= nowMs;
  }

  /** False when it could not be made durable: the step is thrown away, and nobody is told. */
  async #append(commit: Commit, batch: readonly Waiting[]): Promise<boolean> {
    const { store, fence, engine, clock, metrics } = this.#options;
    const startedMs = clock.elapsedMs();
    try {
      await store.append(commit, fence);
    } catch (error) {
      engine.discard();
      metrics.discards.add();
      if (error instanceof StoreFault && error.kind === 'full') this.#pause(batch, error);
      else this.#fail(batch, error);
      return false;
    }
    metrics.appendSeconds.observe((clock.elapsedMs() - startedMs) / 1000);
    metrics.commits.add();
    metrics.changes.add(commit.changes.length);
    return true;
  }

  #tell(result: StepResult, batch: readonly Waiting[]): void {
    try {
      if (result.commit !== null) this.#options.onCommit(result.commit);
    } finally {
      // Whatever a reader of the commit does: it is durable, and those who waited for that are told.
      for (const [index, waiting] of batch.entries()) {
        waiting.settle({ kind: 'done', answer: result.answers[index] ?? null });
      }
    }
  }

  /** People are told no at once; what agents and time brought is kept and tried again. */
  #pause(batch: readonly Waiting[], fault: StoreFault): void {
    const { inbox, clock, log } = this.#options;
    const isCommand = ({ input }: Waiting) => input.kind === 'command';
    log.error({ err: fault }, 'The store is full; nothing is changed until there is space');
    this.#drop(batch.filter(isCommand), fault);
    inbox.putBack(batch.filter((waiting) => !isCommand(waiting)));
    this.#trouble = fault;
    this.#cancelWake = clock.after(bounds.storeRetryMs, () => {
      this.#trouble = null;
      this.#next();
    });
  }

  #fail(batch: readonly Waiting[], error: unknown): void {
    this.#ending = { error };
    const { inbox, onFatal } = this.#options;
    this.#drop([...batch, ...inbox.take(Number.POSITIVE_INFINITY)], error);
    onFatal(error);
  }

  /** A bug in the engine. State is as before the step, so all others go on. */
  #engineThrew(batch: readonly Waiting[], error: unknown): void {
    const { inbox, clock, log, metrics } = this.#options;
    metrics.discards.add();
    const real = batch.filter(({ input }) => input.kind !== 'heartbeat');
    if (real.length > 1) {
      inbox.putBack(batch);
      this.#singleTurns = real.length;
      return;
    }
    log.error({ err: error, input: real[0]?.input.kind ?? 'tick' }, 'The engine threw');
    this.#drop(real, error);
    this.#engineFailures += 1;
    this.#hasMore = false;
    const doubled = bounds.engineRetryMs * 2 ** Math.min(10, this.#engineFailures - 1);
    this.#wakeAtMs = clock.nowMs() + Math.min(doubled, bounds.engineRetryMostMs);
  }

  #drop(batch: readonly Waiting[], error: unknown): void {
    for (const waiting of batch) waiting.settle({ kind: 'dropped', error });
  }
}
