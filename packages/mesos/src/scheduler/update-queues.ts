import { randomBytes } from 'node:crypto';
import { hasEnded, type TaskId, type TaskRecord } from '@gantry/model';
import type { TaskStatus } from './task-status.ts';

/** Mesos's own: an update that nobody acknowledges comes again after 10 s, then after twice as long each time. */
const longestRetryMs = 600_000;

interface Update {
  status: TaskStatus & { uuid: string };
  isEnd: boolean;
}

interface TaskQueue {
  /** The first is on its way; the others wait until it is acknowledged. */
  updates: Update[];
  /** State and health of the last that came in, to tell a change from a repetition. */
  last: string;
  retry: NodeJS.Timeout | null;
}

/**
 * The updates of one framework's tasks: of each task in their order, one at a time, again and again until it is
 * acknowledged. A framework that acknowledges nothing keeps a handful for each task, and no more.
 */
export class UpdateQueues {
  readonly #queues = new Map<TaskId, TaskQueue>();
  readonly #holders = new Map<string, TaskId>();
  readonly #send: (status: TaskStatus) => void;
  readonly #retryMs: number;

  constructor({ send, retryMs }: { send: (status: TaskStatus) => void; retryMs: number }) {
    this.#send = send;
    this.#retryMs = retryMs;
  }

  /** Takes in how a task is now; `status` as the framework is to hear of it. */
  observe(task: TaskRecord, status: TaskStatus): void {
    if (status.state === 'TASK_STAGING') return;
    const queue = this.#queueOf(task.id);
    const now = `${status.state} ${status.healthy ?? ''}`;
    if (queue.last === now) return;
    // It went through starting, even where nobody looked in between.
    if (queue.last === '' && status.state === 'TASK_RUNNING')
      this.#add(task, queue, { ...status, state: 'TASK_STARTING' });
    queue.last = now;
    this.#add(task, queue, status);
  }

  /** Takes in what an executor says of a task: of each task one at a time comes in here, and each once. */
  forward(id: TaskId, status: TaskStatus & { uuid: string }, isEnd: boolean): void {
    if (this.#queues.get(id)?.last === status.uuid) return;
    this.forget(id);
    const queue = this.#queueOf(id);
    queue.last = status.uuid;
    queue.updates.push({ status, isEnd });
    this.#holders.set(status.uuid, id);
    this.#sendFirst(queue, this.#retryMs);
  }

  /** What was told last: what is on its way, or else was acknowledged last. null: nothing yet. */
  head(id: TaskId): TaskStatus | null {
    return this.#queues.get(id)?.updates[0]?.status ?? null;
  }

  /** Whose update is on its way under this uuid. null: nobody's any more. */
  holder(uuid: string): TaskId | null {
    return this.#holders.get(uuid) ?? null;
  }

  /** True: that was the task's end, which need never be told again. Anything but the one on its way is ignored. */
  acknowledge(id: TaskId, uuid: string): boolean {
    const queue = this.#queues.get(id);
    const [first] = queue?.updates ?? [];
    if (queue === undefined || first?.status.uuid !== uuid) return false;
    queue.updates.shift();
    this.#holders.delete(uuid);
    if (queue.retry !== null) clearTimeout(queue.retry);
    queue.retry = null;
    if (first.isEnd) this.#queues.delete(id);
    else if (queue.updates.length > 0) this.#sendFirst(queue, this.#retryMs);
    return first.isEnd;
  }

  forget(id: TaskId): void {
    const queue = this.#queues.get(id);
    if (queue?.retry) clearTimeout(queue.retry);
    for (const { status } of queue?.updates ?? []) this.#holders.delete(status.uuid);
    this.#queues.delete(id);
  }

  close(): void {
    for (const id of [...this.#queues.keys()]) this.forget(id);
  }

  #queueOf(id: TaskId): TaskQueue {
    const queue = this.#queues.get(id) ?? { updates: [], last: '', retry: null };
    this.#queues.set(id, queue);
    return queue;
  }

  #add(task: TaskRecord, queue: TaskQueue, status: TaskStatus): void {
    const uuid = randomBytes(16).toString('base64');
    const update = { status: { ...status, uuid }, isEnd: hasEnded(task.state) };
    const waiting = queue.updates.length > 1 ? queue.updates.at(-1) : undefined;
    // Of health that goes up and down while nothing is acknowledged, the newest is enough.
    if (waiting?.status.state === status.state) this.#holders.delete(queue.updates.pop()!.status.uuid);
    queue.updates.push(update);
    this.#holders.set(uuid, task.id);
    if (queue.updates.length === 1) this.#sendFirst(queue, this.#retryMs);
  }

  #sendFirst(queue: TaskQueue, retryMs: number): void {
    const [first] = queue.updates;
    if (first === undefined) return;
    this.#send(first.status);
    const again = () => this.#sendFirst(queue, Math.min(2 * retryMs, longestRetryMs));
    queue.retry = setTimeout(again, retryMs);
    queue.retry.unref();
  }
}
