import { hasEnded, stateRank, type TaskId, type TaskReport } from '@gantry/model';
import type { ObservedContainer, RuntimeDriver } from '@gantry/runtime';
import type { AgentLog } from './agent-log.ts';
import { imagePullBackoff, startBackoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { Mount, TaskPlan } from './container-request.ts';
import { ErrorLineCounter } from './error-lines.ts';
import { failedInit } from './init-steps.ts';
import { type JournalEntry, withoutSecrets } from './journal.ts';
import { readLastLine } from './last-line.ts';
import type { Dialer, Subject } from './prober.ts';
import type { Reach } from './published-ports.ts';
import type { TakenPorts } from './taken-ports.ts';
import { TaskContainers } from './task-containers.ts';
import type { TaskEnd } from './task-end.ts';
import {
  type ContainerFacts,
  isAlive,
  type Preparation,
  stepTask,
  type TaskAction,
  type TaskFacts,
  type TaskStatus,
} from './task-machine.ts';
import { taskReportOf } from './task-report.ts';
import { prepareTask, removeTask, startContainer } from './task-start.ts';
import { TaskStop } from './task-stop.ts';
import { type Trouble, troubleOf } from './trouble.ts';
import type { Volumes } from './volumes.ts';

/**
 * Carries out what the machine decides for one task, one action at a time, and tells what becomes of it. Everything is
 * done by looking at all the facts again after each thing that happens.
 */

/** What all runners of a node share. */
export interface RunnerTools {
  clock: Clock;
  log: AgentLog;
  dialer: Dialer;
  volumes: Volumes;
  takenPorts: TakenPorts;
  bootId: string;
}

export interface TaskRunnerOptions {
  tools: RunnerTools;
  taskId: TaskId;
  driver: RuntimeDriver;
  /** Bounds how many containers of this runtime start at the same time. */
  startLimit: ConcurrencyLimit;
  /** What is remembered from before this agent's start. */
  remembered: JournalEntry | null;
  /** The runtime has told which containers it has; until then nothing is started, lest it be started twice. */
  isListed: boolean;
  /** Asks the program to end by itself before it is signalled, as an executor can be. False: it cannot be asked. */
  askToEnd(graceMs: number, signal: AbortSignal): Promise<boolean>;
  onReport(report: TaskReport): void;
  onRemember(entry: JournalEntry): void;
  /** Nothing of the task is left on this node. */
  onRemoved(taskId: TaskId): void;
}

export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #containers: TaskContainers;
  readonly #stop: TaskStop;
  readonly #errorLines: ErrorLineCounter;
  readonly #rebooted: boolean;
  #plan: TaskPlan | null = null;
  #wanted: TaskFacts['wanted'] = 'running';
  #notBeforeMs: number | null = null;
  #graceMs = 30_000;
  #preparation: Preparation = { state: 'wanted' };
  #preparing = new AbortController();
  #mounts: Mount[][] = [];
  #mayStart = false;
  /** What the init container that failed said last; null until it was read. */
  #lastLine: string | null = null;
  #isReading = false;
  #progress = '';
  #startTrouble: Trouble | null = null;
  #stopTrouble: Trouble | null = null;
  #busy: TaskFacts['busy'] = null;
  #end: TaskEnd | null = null;
  #endedAtMs: number | null = null;
  #forget = false;
  #isListed: boolean;
  #isClosed = false;
  #report: TaskReport | null = null;
  #cancelWait = () => {};

  constructor(options: TaskRunnerOptions) {
    const { remembered, tools, driver, taskId } = options;
    this.#options = options;
    this.#isListed = options.isListed;
    this.#rebooted = remembered !== null && remembered.bootId !== tools.bootId;
    this.#end = remembered?.end ?? null;
    this.#endedAtMs = remembered?.report.finishedAtMs ?? null;
    this.#report = remembered?.report ?? null;
    this.#containers = new TaskContainers({
      clock: tools.clock,
      remembered: remembered?.report ?? null,
      startedContainers: remembered?.startedContainers ?? [],
      subjectOf: (runtimeId, reach) => this.#subjectOf(runtimeId, reach),
      onProbe: () => this.#step(),
    });
    this.#stop = new TaskStop({
      ...{ clock: tools.clock, log: tools.log, driver, taskId },
      askToEnd: options.askToEnd,
    });
    this.#errorLines = new ErrorLineCounter(tools.clock, driver, () => this.#step());
    if (remembered) this.#adoptPlan(remembered);
  }

  get taskId(): TaskId {
    return this.#options.taskId;
  }

  get driver(): RuntimeDriver {
    return this.#options.driver;
  }

  /** What was last told; null while there is nothing to tell. */
  get report(): TaskReport | null {
    return this.#report;
  }

  get isEnded(): boolean {
    return this.#report !== null && hasEnded(this.#report.state);
  }

  get containers(): TaskContainers {
    return this.#containers;
  }

  assign(plan: TaskPlan): void {
    this.#mayStart = true;
    this.#adoptPlan(plan);
    this.#step();
  }

  /** The control plane, asked in full, does not want it. */
  unassign(): void {
    this.#wanted = 'unassigned';
    this.#forget = true;
    this.#step();
  }

  /** It cannot be what it was to be: it ends, with this as the cause. */
  fail({ reason, message }: { reason: string; message: string }): void {
    if (this.#end === null) this.#finish({ state: 'failed', reason, message, graceMs: null });
    this.#step();
  }

  /** Nobody needs what is left of it any more. */
  forget(): void {
    this.#forget = true;
    this.#step();
  }

  observe(observed: ObservedContainer): void {
    this.#containers.see(observed);
    if (this.#isListed) this.#step();
  }

  /** Everything of this task that the runtime has, as it was when asked at `askedMs`. */
  listed(all: readonly ObservedContainer[], askedMs: number): void {
    for (const observed of all) this.#containers.see(observed);
    this.#containers.seeOnly(new Set(all.map(({ containerName }) => containerName)), askedMs);
    this.#isListed = true;
    this.#step();
  }

  /** Lets go of the task without touching it: the agent stops, the task runs on. */
  close(): void {
    this.#isClosed = true;
    this.#cancelWait();
    this.#preparing.abort();
    this.#containers.stopProbes();
    this.#errorLines.stop();
  }

  subjectOf(containerName: string): Subject | null {
    const reach = this.#containers.reachOf(containerName);
    const facts = this.#allFacts().find(({ name }) => name === containerName);
    return reach && facts?.observed ? this.#subjectOf(facts.observed.runtimeId, reach) : null;
  }

  #subjectOf(runtimeId: string, reach: Reach): Subject {
    const { dialer, clock } = this.#options.tools;
    return { driver: this.#options.driver, dialer, clock, runtimeId, reach };
  }

  #adoptPlan({ assignment, template }: TaskPlan): void {
    const { clock } = this.#options.tools;
    const { notBeforeAtMs, stopGraceSeconds, desired } = assignment;
    this.#plan = { assignment, template };
    // A stop is never taken back: whatever is still under way from before it is stale.
    if (this.#wanted !== 'stopped') this.#wanted = desired;
    this.#notBeforeMs = notBeforeAtMs === null ? null : clock.elapsedMs() + notBeforeAtMs - clock.nowMs();
    this.#graceMs = (stopGraceSeconds ?? template.terminationGracePeriodSeconds) * 1000;
    this.#containers.setPlan(this.#plan);
  }

  #step(): void {
    if (this.#isClosed || !this.#isListed) return;
    this.#cancelWait();
    const facts = this.#facts();
    void this.#hearLastLine(failedInit(facts)?.observed?.runtimeId ?? null);
    const step = stepTask(facts, this.#options.tools.clock.elapsedMs());
    if (step.end && !this.#end) this.#finish(step.end);
    this.#tell(step.status);
    this.#do(step.action);
  }

  /** What a container that failed before the program said last is part of why the task failed. */
  async #hearLastLine(runtimeId: string | null): Promise<void> {
    if (runtimeId === null || this.#isReading || this.#end) return;
    this.#isReading = true;
    const { tools, driver } = this.#options;
    this.#lastLine = await readLastLine({ ...tools, driver }, runtimeId);
    this.#step();
  }

  #finish(end: TaskEnd): void {
    this.#end = end;
    this.#endedAtMs = this.#options.tools.clock.nowMs();
    this.#containers.stopProbes();
  }

  #allFacts(): ContainerFacts[] {
    return [...this.#containers.initFacts(), ...this.#containers.facts()];
  }

  #facts(): TaskFacts {
    return {
      wanted: this.#wanted,
      notBeforeMs: this.#notBeforeMs,
      graceMs: this.#graceMs,
      containers: this.#containers.facts(),
      initContainers: this.#containers.initFacts(),
      lastLine: this.#lastLine,
      preparation: this.#preparation,
      mayStart: this.#mayStart,
      progress: this.#progress,
      startTrouble: this.#startTrouble,
      stopTrouble: this.#stopTrouble,
      busy: this.#busy,
      stopByMs: this.#stop.byMs,
      end: this.#end,
      rebooted: this.#rebooted,
      forget: this.#forget,
    };
  }

  #tell(status: TaskStatus): void {
    // An end once told is final, whatever becomes of the remains.
    if (this.isEnded) return;
    const containers = this.#containers.facts();
    if (this.#plan?.assignment.countErrorLines) this.#errorLines.follow(containers);
    const initContainers = this.#containers.initFacts();
    const all = { containers, initContainers };
    const report = taskReportOf(this.taskId, this.#forward(status), all, {
      probeFailures: this.#containers.probeFailures,
      errorLines: this.#errorLines.count,
      endedAtMs: this.#endedAtMs,
    });
    if (JSON.stringify(report) === JSON.stringify(this.#report)) return;
    this.#report = report;
    if (this.isEnded) this.#removeSecrets();
    this.#options.onReport(report);
    this.#remember(report);
  }

  /** Its logs may be looked at for long after its end; its secrets may not. */
  #removeSecrets(): void {
    const { volumes, log } = this.#options.tools;
    volumes
      .removeSecrets(this.taskId)
      .catch((error) => log.error({ err: error, taskId: this.taskId }, 'Could not remove its secret files'));
  }

  /** A restarted agent may have to prepare again what had been starting: for everybody else it is still starting. */
  #forward(status: TaskStatus): TaskStatus {
    const told = this.#report?.state;
    return told && stateRank(told) > stateRank(status.state) ? { ...status, state: told } : status;
  }

  #remember(report: TaskReport): void {
    if (!this.#plan) return;
    const { bootId } = this.#options.tools;
    const startedContainers = this.#containers.startedContainers();
    this.#options.onRemember({
      ...withoutSecrets(this.#plan),
      bootId,
      startedContainers,
      end: this.#end,
      report,
    });
  }

  #do(action: TaskAction): void {
    if (action.type === 'wait') this.#wait(action.untilMs);
    else if (action.type === 'abandon') this.#preparing.abort();
    else if (action.type === 'prepare') void this.#carryOut('prepare', () => this.#prepare());
    else if (action.type === 'start') void this.#carryOut('start', () => this.#start(action.index));
    else if (action.type === 'stop') this.#stopContainers(action.graceMs);
    else void this.#carryOut('remove', () => this.#remove());
  }

  #wait(untilMs: number | null): void {
    const { clock } = this.#options.tools;
    if (untilMs !== null) this.#cancelWait = clock.after(untilMs - clock.elapsedMs(), () => this.#step());
  }

  async #carryOut(busy: NonNullable<TaskFacts['busy']>, action: () => Promise<void>): Promise<void> {
    this.#busy = busy;
    await action();
    this.#busy = null;
    this.#step();
  }

  async #prepare(): Promise<void> {
    const { tools, driver } = this.#options;
    this.#preparing = new AbortController();
    try {
      const { signal } = this.#preparing;
      this.#mounts = await prepareTask({ ...tools, driver }, this.#plan!, signal, (words) =>
        this.#onProgress(words),
      );
      this.#preparation = { state: 'done' };
    } catch (error) {
      const attempts = this.#preparation.state === 'failed' ? this.#preparation.trouble.attempts + 1 : 1;
      const nowMs = tools.clock.elapsedMs();
      this.#preparation = {
        state: 'failed',
        trouble: troubleOf(error, { attempts, backoff: imagePullBackoff, nowMs }),
      };
    }
    this.#progress = '';
  }

  #onProgress(words: string): void {
    this.#progress = words;
    this.#step();
  }

  async #start(index: number): Promise<void> {
    const { tools, driver, startLimit } = this.#options;
    try {
      await startLimit.run(async () => {
        // It may have waited in line for a while.
        if (this.#wanted !== 'running' || this.#end || this.#isClosed) return;
        const place = { index, mounts: this.#mounts[index] ?? [], containers: this.#containers };
        this.#containers.see(await startContainer({ ...tools, driver }, this.#plan!, place));
      });
      this.#startTrouble = null;
    } catch (error) {
      const attempts = (this.#startTrouble?.attempts ?? 0) + 1;
      this.#startTrouble = troubleOf(error, {
        attempts,
        backoff: startBackoff,
        nowMs: tools.clock.elapsedMs(),
      });
    }
  }

  /** Not under `#carryOut`, as a stop may overtake an earlier and slower one. */
  async #stopContainers(graceMs: number): Promise<void> {
    this.#busy = 'stop';
    const subjectOf = (name: string) => this.subjectOf(name);
    try {
      const isLast = await this.#stop.begin(this.#allFacts().filter(isAlive), graceMs, subjectOf, (gone) =>
        this.observe(gone),
      );
      if (!isLast) return;
      this.#stopTrouble = null;
    } catch (error) {
      this.#onStopTrouble(error);
    }
    this.#busy = null;
    this.#step();
  }

  #onStopTrouble(error: unknown): void {
    const attempts = (this.#stopTrouble?.attempts ?? 0) + 1;
    const nowMs = this.#options.tools.clock.elapsedMs();
    this.#stopTrouble = troubleOf(error, { attempts, backoff: startBackoff, nowMs });
    this.#stopTrouble.retryAtMs ??= nowMs + startBackoff.mostMs;
    this.#options.tools.log.warn(
      { err: error, taskId: this.taskId },
      'Could not stop or remove; will try again',
    );
  }

  async #remove(): Promise<void> {
    const { tools, driver, onRemoved } = this.#options;
    try {
      await removeTask({ ...tools, driver }, this.taskId, this.#containers.runtimeIds());
      this.close();
      onRemoved(this.taskId);
    } catch (error) {
      this.#onStopTrouble(error);
    }
  }
}
