import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CallFailed, post, type Target, textOf } from './connection.ts';
import { type Surroundings, surroundingsOf } from './executor-surroundings.ts';
import type { ExecutorEvent, TaskInfo, TaskState, TaskStatus } from './messages.ts';
import { RecordReader } from './record-reader.ts';

/** What an executor does about what it is told. Events are handled in their order, each when the one before is done. */
export interface ExecutorHandlers {
  /** Run this task: say how it is with `update`, from TASK_STARTING or TASK_RUNNING to its end. */
  launch(task: TaskInfo, executor: Executor): void | Promise<void>;
  /** End this task within its grace period, and say so. */
  kill(taskId: string, graceSeconds: number | null, executor: Executor): void | Promise<void>;
  /** End everything, then exit: it is killed after its grace period. What it says meanwhile is still acknowledged. */
  shutdown(executor: Executor): void | Promise<void>;
  /** What the framework says. */
  message?(data: Buffer, executor: Executor): void | Promise<void>;
  /** Connected, for the first time or again. */
  subscribed?(executor: Executor): void | Promise<void>;
  /** The connection is lost and is tried again, or a handler threw. */
  trouble?(error: Error): void;
}

export interface ExecutorOptions {
  handlers: ExecutorHandlers;
  /** Where its agent is, and who it is. Left out: as the agent says in the environment. */
  environment?: Readonly<Record<string, string | undefined>>;
}

/** What may be told with a state. */
export interface More {
  message?: string;
  reason?: string;
  healthy?: boolean;
  /** Base64. */
  data?: string;
}

const firstRetryMs = 200;
const longestRetryMs = 2_000;

type Update = TaskStatus & { uuid: string };

/**
 * An executor's connection to its agent: subscribes, comes back when the agent restarts, and says every update again
 * until it is acknowledged.
 */
export class Executor {
  readonly #handlers: ExecutorHandlers;
  readonly #surroundings: Surroundings;
  readonly #target: Target;
  readonly #stopped = new AbortController();
  /** Of which no update was acknowledged yet. */
  readonly #unacknowledgedTasks = new Map<string, TaskInfo>();
  readonly #unacknowledged = new Map<string, Update>();
  #sending: Promise<void> = Promise.resolve();
  #isConnected = false;

  constructor({ handlers, environment = process.env }: ExecutorOptions) {
    this.#handlers = handlers;
    this.#surroundings = surroundingsOf(environment);
    const { endpoint, token } = this.#surroundings;
    const shown = token === undefined ? {} : { token };
    this.#target = { url: `http://${endpoint}`, path: '/api/v1/executor', ...shown };
  }

  /** Stays connected until `stop`. Rejects when the agent does not know it, or stays away for longer than it waits. */
  async run(): Promise<void> {
    let retryMs = firstRetryMs;
    let lostAtMs = Date.now();
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#connect(() => {
          retryMs = firstRetryMs;
        });
        lostAtMs = Date.now();
      } catch (error) {
        if (this.#isConnected) lostAtMs = Date.now();
        this.#isConnected = false;
        if (this.#stopped.signal.aborted) return;
        this.#tell(error);
        if (error instanceof CallFailed && error.status < 500) throw error;
        if (Date.now() - lostAtMs > this.#surroundings.recoveryMs) throw error;
      }
      await pause(retryMs, undefined, { signal: this.#stopped.signal }).catch(() => {});
      retryMs = Math.min(2 * retryMs, longestRetryMs);
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Says how a task is: at once, in order, and again after a lost connection until it is acknowledged. */
  update(taskId: string, state: TaskState, more: More = {}): void {
    const uuid = randomBytes(16).toString('base64');
    const status: Update = {
      ...more,
      uuid,
      state,
      task_id: { value: taskId },
      executor_id: { value: this.#surroundings.executorId },
      source: 'SOURCE_EXECUTOR',
      timestamp: Date.now() / 1000,
    };
    this.#unacknowledged.set(uuid, status);
    this.#sending = this.#sending.then(() => this.#send(status));
  }

  /** Says something to the framework. It may get lost. */
  message(data: Uint8Array | string): Promise<void> {
    return this.#call({ type: 'MESSAGE', message: { data: Buffer.from(data).toString('base64') } });
  }

  /** Resolves when the framework has acknowledged everything that was said: the moment to exit. */
  async settled(): Promise<void> {
    while (this.#unacknowledged.size > 0 && !this.#stopped.signal.aborted) await pause(20);
  }

  /** What cannot be said now is said with the next subscription; what the agent has no room for, a little later. */
  async #send(status: Update): Promise<void> {
    while (this.#isConnected && this.#unacknowledged.has(status.uuid)) {
      try {
        return await this.#call({ type: 'UPDATE', update: { status } });
      } catch (error) {
        this.#tell(error);
        if (!(error instanceof CallFailed) || error.status !== 429) return;
        await pause(firstRetryMs);
      }
    }
  }

  async #call(call: object): Promise<void> {
    const response = await post(this.#target, { ...this.#identity(), ...call }, {});
    const text = await textOf(response);
    if (response.statusCode !== 202) throw new CallFailed(response.statusCode ?? 0, text);
  }

  #identity(): object {
    const { executorId, frameworkId } = this.#surroundings;
    return { executor_id: { value: executorId }, framework_id: { value: frameworkId } };
  }

  async #connect(onOpen: () => void): Promise<void> {
    const subscribe = {
      unacknowledged_tasks: [...this.#unacknowledgedTasks.values()],
      unacknowledged_updates: [...this.#unacknowledged.values()].map((status) => ({ status })),
    };
    const { signal } = this.#stopped;
    const call = { ...this.#identity(), type: 'SUBSCRIBE', subscribe };
    const response = await post(this.#target, call, { signal });
    if (response.statusCode !== 200) throw new CallFailed(response.statusCode ?? 0, await textOf(response));
    const reader = new RecordReader();
    this.#isConnected = true;
    onOpen();
    try {
      for await (const chunk of response)
        for (const record of reader.take(chunk)) await this.#handle(JSON.parse(record) as ExecutorEvent);
    } finally {
      response.destroy();
    }
    throw new Error('The agent ended the connection.');
  }

  async #handle(event: ExecutorEvent): Promise<void> {
    const { launch, kill, shutdown, message, subscribed } = this.#handlers;
    if (event.type === 'SUBSCRIBED') await this.#guard(() => subscribed?.(this));
    else if (event.type === 'LAUNCH') {
      const { task } = event.launch;
      this.#unacknowledgedTasks.set(task.task_id.value, task);
      await this.#guard(() => launch(task, this));
    } else if (event.type === 'KILL') {
      const { task_id, kill_policy } = event.kill;
      const nanoseconds = kill_policy?.grace_period?.nanoseconds ?? null;
      const graceSeconds = nanoseconds === null ? null : nanoseconds / 1e9;
      await this.#guard(() => kill(task_id.value, graceSeconds, this));
    } else if (event.type === 'ACKNOWLEDGED') {
      this.#unacknowledged.delete(event.acknowledged.uuid);
      this.#unacknowledgedTasks.delete(event.acknowledged.task_id.value);
    } else if (event.type === 'MESSAGE')
      await this.#guard(() => message?.(Buffer.from(event.message.data, 'base64'), this));
    // Not waited for: what it ends is still to be acknowledged.
    else if (event.type === 'SHUTDOWN') void this.#guard(() => shutdown(this));
    else if (event.type === 'ERROR') this.#tell(new Error(event.error.message));
  }

  async #guard(handle: () => void | Promise<void> | undefined): Promise<void> {
    try {
      await handle();
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    this.#handlers.trouble?.(error instanceof Error ? error : new Error(String(error)));
  }
}
