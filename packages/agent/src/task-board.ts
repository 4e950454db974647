import {
  type AgentMessage,
  type Assignment,
  type ControlMessage,
  hasEnded,
  type RuntimeName,
  type TaskId,
  type TaskReport,
  type Template,
} from '@gantry/model';
import type { ObservedContainer, RuntimeDriver } from '@gantry/runtime';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import type { TaskPlan } from './container-request.ts';
import type { ExecutorDoor } from './executor/executor-door.ts';
import { Executors } from './executor/executors.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { missingDriver } from './missing-driver.ts';
import { type RunnerTools, TaskRunner } from './task-runner.ts';

/**
 * All tasks of this node: those the control plane assigned, those found by their runtimes, those remembered. Compares
 * what is assigned with what is there, and gives each task its runner.
 */
export interface TaskBoardOptions {
  tools: RunnerTools;
  drivers: readonly RuntimeDriver[];
  journal: Journal;
  onReport(report: TaskReport): void;
  /** Nothing of the task is left, and nothing more will be told of it. */
  onRemoved(taskId: TaskId): void;
  /** Where frameworks' own executors come to. null: this node serves none. */
  executorDoor: ExecutorDoor | null;
  subscribeWithinMs: number;
  send(message: AgentMessage): void;
}

type Welcome = Extract<ControlMessage, { type: 'welcome' }>;
type Assign = Extract<ControlMessage, { type: 'assign' }>;

/** A container engine does best with some starts at a time (measured: 8); processes are cheap to start. */
const startsAtOnce: Record<RuntimeName, number> = { docker: 8, process: 32, simulated: 1_000 };

/** Ended tasks whose logs are kept until the control plane lets go of them; the oldest beyond this many are removed. */
const mostEnded = 100;

/** Last words of tasks that were removed, for a control plane that asks for them again. */
const mostRemoved = 1_000;

export class TaskBoard {
  readonly #options: TaskBoardOptions;
  readonly #runners = new Map<TaskId, TaskRunner>();
  readonly executors: Executors;
  readonly #limits = new Map<string, ConcurrencyLimit>();
  readonly #listed = new Set<RuntimeDriver>();
  /** Ended, and durable where it counts; in the order of becoming so. */
  readonly #settled = new Set<TaskId>();
  readonly #removed = new Map<TaskId, TaskReport | null>();
  #templates = new Map<string, Template>();
  #assignedRevision = -1;
  #isToldInFull = false;

  constructor(options: TaskBoardOptions) {
    this.#options = options;
    const { tools, journal, executorDoor: door, subscribeWithinMs, onReport, send } = options;
    this.executors = new Executors({
      ...{ clock: tools.clock, bootId: tools.bootId, door, subscribeWithinMs, onReport, send },
      onRemember: (entry) => journal.save(entry),
      onRemoved: (taskId) => {
        journal.remove(taskId);
        options.onRemoved(taskId);
      },
      fail: (taskId, end) => this.#runners.get(taskId)?.fail(end),
    });
  }

  restore(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.assignment.carried === undefined) this.#restore(entry);
      else this.executors.restore(entry);
    }
  }

  #restore(entry: JournalEntry): void {
    this.#add(entry.assignment.taskId, this.#driver(entry.template.runtime), entry);
    this.executors.seat(entry);
    this.executors.heard(entry.report);
  }

  /** Everything that has a record on this node: what else is found is stopped and goes. Throws when a template is missing. */
  welcome({ assignments, templates, revision }: Welcome): void {
    this.#templates = new Map(Object.entries(templates));
    this.#assignedRevision = revision;
    this.#isToldInFull = true;
    const assigned = new Set(assignments.map(({ taskId }) => taskId));
    for (const assignment of executorsFirst(assignments)) this.#assign(assignment);
    for (const runner of this.#runners.values()) {
      if (!assigned.has(runner.taskId)) runner.unassign();
    }
    this.executors.settle(assigned);
  }

  /** What changed since. One that was overtaken by a newer one is ignored. Throws when a template is missing. */
  assign({ assignments, forget, templates, revision }: Assign): void {
    if (revision < this.#assignedRevision) return;
    this.#assignedRevision = revision;
    for (const [hash, template] of Object.entries(templates)) this.#templates.set(hash, template);
    for (const assignment of executorsFirst(assignments)) this.#assign(assignment);
    for (const taskId of forget) {
      this.#runners.get(taskId)?.forget();
      this.executors.forget(taskId);
    }
  }

  observe(driver: RuntimeDriver, observed: ObservedContainer): void {
    this.#runnerFor(driver, observed.taskId)?.observe(observed);
  }

  /** All containers of one runtime, as they were when asked at `askedMs` (elapsed time). */
  listed(driver: RuntimeDriver, all: readonly ObservedContainer[], askedMs: number): void {
    this.#listed.add(driver);
    const byTask = new Map<TaskId, ObservedContainer[]>();
    for (const one of all) byTask.set(one.taskId, [...(byTask.get(one.taskId) ?? []), one]);
    for (const taskId of byTask.keys()) this.#runnerFor(driver, taskId);
    for (const runner of [...this.#runners.values()]) {
      if (runner.driver === driver) runner.listed(byTask.get(runner.taskId) ?? [], askedMs);
    }
  }

  /** The control plane has this report for good. */
  durable({ taskId, state }: TaskReport): void {
    if (!hasEnded(state) || !this.#runners.has(taskId)) return;
    this.#settled.add(taskId);
    for (const oldest of this.#settled) {
      if (this.#settled.size <= mostEnded) return;
      this.#settled.delete(oldest);
      this.#runners.get(oldest)?.forget();
    }
  }

  reports(): TaskReport[] {
    const own = [...this.#runners.values()].flatMap(({ report }) => report ?? []);
    return [...own, ...this.executors.reports()];
  }

  /** What runs the task: for one that an executor carries, the executor. */
  find(taskId: TaskId): TaskRunner | null {
    return this.#runners.get(this.executors.carrierOf(taskId) ?? taskId) ?? null;
  }

  *runners(): Iterable<TaskRunner> {
    yield* this.#runners.values();
  }

  close(): void {
    this.executors.close();
    for (const runner of this.#runners.values()) runner.close();
  }

  #assign(assignment: Assignment): void {
    const { taskId, templateHash } = assignment;
    const template = this.#templates.get(templateHash);
    if (!template) throw new Error(`task ${taskId} came without its template ${templateHash}`);
    const plan: TaskPlan = { assignment, template };
    if (assignment.carried !== undefined) {
      this.executors.assign(plan);
      return;
    }
    if (this.#removed.has(taskId)) {
      this.#repeatLastWords(taskId);
      return;
    }
    const runner = this.#runners.get(taskId) ?? this.#add(taskId, this.#driver(template.runtime), null);
    this.executors.seat(plan);
    // A container that was found before its task was told of may have had its end already.
    if (runner.report !== null) this.executors.heard(runner.report);
    runner.assign(this.executors.equip(plan));
  }

  /** A task runs once: one that is over is never started again, however late an assignment of it arrives. */
  #repeatLastWords(taskId: TaskId): void {
    const report = this.#removed.get(taskId);
    if (report) this.#options.onReport(report);
  }

  /** The task's runner; a new one for a container that nobody told this agent of. */
  #runnerFor(driver: RuntimeDriver, taskId: TaskId): TaskRunner | null {
    const known = this.#runners.get(taskId);
    if (known) return known.driver === driver ? known : null;
    if (this.#removed.has(taskId)) return null;
    const found = this.#add(taskId, driver, null);
    if (this.#isToldInFull) found.unassign();
    return found;
  }

  #add(taskId: TaskId, driver: RuntimeDriver, remembered: JournalEntry | null): TaskRunner {
    const { tools, journal } = this.#options;
    const runner = new TaskRunner({
      tools,
      taskId,
      driver,
      remembered,
      startLimit: this.#limit(driver.name),
      isListed: this.#listed.has(driver),
      onReport: (report) => {
        this.#options.onReport(report);
        this.executors.heard(report);
      },
      askToEnd: (graceMs, signal) => this.executors.shutDown(taskId, graceMs, signal),
      onRemember: (entry) => journal.save(entry),
      onRemoved: () => this.#remove(runner),
    });
    this.#runners.set(taskId, runner);
    return runner;
  }

  #remove({ taskId, report }: TaskRunner): void {
    this.#runners.delete(taskId);
    this.#settled.delete(taskId);
    this.#removed.set(taskId, report);
    for (const oldest of this.#removed.keys()) {
      if (this.#removed.size <= mostRemoved) break;
      this.#removed.delete(oldest);
    }
    this.executors.forget(taskId);
    this.#options.journal.remove(taskId);
    this.#options.onRemoved(taskId);
  }

  #driver(name: RuntimeName): RuntimeDriver {
    const known = this.#options.drivers.find((driver) => driver.name === name);
    if (known) return known;
    const missing = missingDriver(name);
    this.#listed.add(missing);
    return missing;
  }

  #limit(name: RuntimeName): ConcurrencyLimit {
    const limit = this.#limits.get(name) ?? new ConcurrencyLimit(startsAtOnce[name]);
    this.#limits.set(name, limit);
    return limit;
  }
}

/** What carries comes before what is carried. */
function executorsFirst(assignments: readonly Assignment[]): readonly Assignment[] {
  return assignments.some(({ carried }) => carried !== undefined)
    ? assignments.toSorted((a, b) => Number(a.carried !== undefined) - Number(b.carried !== undefined))
    : assignments;
}
