import type { AgentMessage, TaskId, TaskReport } from '@gantry/model';
import type { Clock } from '../clock.ts';
import type { TaskPlan } from '../container-request.ts';
import type { JournalEntry } from '../journal.ts';
import { CarriedTask, type Carrier } from './carried-task.ts';
import type { ExecutorDoor } from './executor-door.ts';
import { executorEnvironment } from './executor-environment.ts';
import { ExecutorSeat } from './executor-seat.ts';

export interface ExecutorsOptions {
  clock: Clock;
  bootId: string;
  /** null: this node serves none. */
  door: ExecutorDoor | null;
  subscribeWithinMs: number;
  onReport(report: TaskReport): void;
  onRemember(entry: JournalEntry): void;
  onRemoved(taskId: TaskId): void;
  /** The executor's process or container is to end. */
  fail(taskId: TaskId, end: { reason: string; message: string }): void;
  send(message: AgentMessage): void;
}

const over = (message: string): Carrier => ({
  stream: null,
  end: { state: 'TASK_FAILED', reason: 'REASON_EXECUTOR_TERMINATED', message },
});
const noDoor = over("This node serves no executors of frameworks' own.");
const noSeat = over('Its executor has ended, and its agent does not know how.');

/** The frameworks' own executors on this node, and the tasks that they carry. */
export class Executors {
  readonly #options: ExecutorsOptions;
  readonly #seats = new Map<TaskId, ExecutorSeat>();
  readonly #carried = new Map<TaskId, CarriedTask>();
  #isToldInFull = false;

  constructor(options: ExecutorsOptions) {
    this.#options = options;
    options.door?.open((frameworkId, executorId) => this.#visitor(frameworkId, executorId));
  }

  #visitor(frameworkId: string, executorId: string): ExecutorSeat | 'recovering' | null {
    const seat = [...this.#seats.values()].find((one) => one.isOf(frameworkId, executorId));
    return seat ?? (this.#isToldInFull ? null : 'recovering');
  }

  /** A task that is an executor gets its seat; any other is none of this one's business. */
  seat({ assignment: { taskId, executor } }: TaskPlan): void {
    if (executor === undefined || this.#seats.has(taskId)) return;
    const { clock, subscribeWithinMs, fail, send } = this.#options;
    const seat = new ExecutorSeat({
      ...{ clock, taskId, executor, subscribeWithinMs },
      carried: () => [...this.#carried.values()].filter(({ carrier }) => carrier === taskId),
      fail: (end) => fail(taskId, end),
      say: (dataBase64) => send({ type: 'executor-message', taskId, dataBase64 }),
    });
    this.#seats.set(taskId, seat);
  }

  /** What a task is started with: for executors, what those of Mesos find in their environment. */
  equip(plan: TaskPlan): TaskPlan {
    const { door } = this.#options;
    const { assignment, template } = plan;
    if (door === null || assignment.executor === undefined) return plan;
    const ours = executorEnvironment(assignment, template.terminationGracePeriodSeconds, door);
    return { template, assignment: { ...assignment, environment: { ...assignment.environment, ...ours } } };
  }

  restore(entry: JournalEntry): void {
    this.#add(entry, entry);
  }

  assign(plan: TaskPlan): void {
    (this.#carried.get(plan.assignment.taskId) ?? this.#add(plan, null)).assign(plan);
  }

  /** Everything that is assigned was told: a task whose executor is not here can only be over. */
  settle(assigned: ReadonlySet<TaskId>): void {
    this.#isToldInFull = true;
    for (const task of [...this.#carried.values()]) {
      if (assigned.has(task.taskId)) task.step();
      else this.#remove(task);
    }
  }

  heard(report: TaskReport): void {
    this.#seats.get(report.taskId)?.heard(report);
  }

  message(taskId: TaskId, dataBase64: string): void {
    this.#seats.get(taskId)?.message(dataBase64);
  }

  async shutDown(taskId: TaskId, graceMs: number, signal: AbortSignal): Promise<boolean> {
    return (await this.#seats.get(taskId)?.shutDown(graceMs, signal)) ?? false;
  }

  forget(taskId: TaskId): void {
    const task = this.#carried.get(taskId);
    if (task !== undefined) this.#remove(task);
    // Nothing of the executor is left; what it carried has its end by now.
    this.#seats.get(taskId)?.gone();
    this.#seats.delete(taskId);
  }

  /** The task whose process or container is the carried one's. null: no executor carries it. */
  carrierOf(taskId: TaskId): TaskId | null {
    return this.#carried.get(taskId)?.carrier ?? null;
  }

  reports(): TaskReport[] {
    return [...this.#carried.values()].flatMap(({ report }) => report ?? []);
  }

  close(): void {
    for (const seat of this.#seats.values()) seat.close();
  }

  #add(plan: TaskPlan, remembered: JournalEntry | null): CarriedTask {
    const { clock, bootId, onReport, onRemember } = this.#options;
    const { taskId } = plan.assignment;
    const task: CarriedTask = new CarriedTask({
      ...{ clock, bootId, plan, remembered, onReport, onRemember },
      carrier: () => this.#carrierOf(task),
    });
    this.#carried.set(taskId, task);
    return task;
  }

  #carrierOf({ carrier }: CarriedTask): Carrier | null {
    if (this.#options.door === null) return noDoor;
    return this.#seats.get(carrier) ?? (this.#isToldInFull ? noSeat : null);
  }

  #remove(task: CarriedTask): void {
    task.drop();
    this.#carried.delete(task.taskId);
    this.#options.onRemoved(task.taskId);
  }
}
