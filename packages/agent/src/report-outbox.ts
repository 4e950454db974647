import type { TaskId, TaskReport } from '@gantry/model';

/** Reports sent together under one number. */
export interface Batch {
  sequence: number;
  tasks: TaskReport[];
}

/**
 * Which reports the control plane still lacks. The newest of a task is enough, so it holds at most one of each that
 * waits and one that is under way. One batch is under way at a time: while it is, news gather into the next one.
 */
export class ReportOutbox {
  readonly #waiting = new Map<TaskId, TaskReport>();
  #underWay: Batch | null = null;
  #sequence = 0;
  readonly #onDurable: (report: TaskReport) => void;

  /** @param onDurable called for each report once the control plane has acknowledged it. */
  constructor(onDurable: (report: TaskReport) => void) {
    this.#onDurable = onDurable;
  }

  put(report: TaskReport): void {
    this.#waiting.set(report.taskId, report);
  }

  /** The next batch to send, or null when one is under way or nothing waits. */
  take(): Batch | null {
    if (this.#underWay !== null || this.#waiting.size === 0) return null;
    this.#sequence += 1;
    this.#underWay = { sequence: this.#sequence, tasks: [...this.#waiting.values()] };
    this.#waiting.clear();
    return this.#underWay;
  }

  /** Sent, not yet acknowledged. */
  get underWay(): Batch | null {
    return this.#underWay;
  }

  /** An acknowledgement of anything but the batch under way is an echo of an earlier one: ignored. */
  acknowledge(sequence: number): void {
    if (this.#underWay?.sequence !== sequence) return;
    const { tasks } = this.#underWay;
    this.#underWay = null;
    for (const report of tasks) this.#onDurable(report);
  }

  /** The connection is lost: what was under way waits again, unless there is newer. */
  rewind(): void {
    for (const report of this.#underWay?.tasks ?? []) {
      if (!this.#waiting.has(report.taskId)) this.#waiting.set(report.taskId, report);
    }
    this.#underWay = null;
  }

  /** Nothing of this task needs to be sent any more. */
  drop(taskId: TaskId): void {
    this.#waiting.delete(taskId);
  }
}
