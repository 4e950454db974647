import { setTimeout as pause } from 'node:timers/promises';
import { CallFailed, post, type Target, textOf } from './connection.ts';
import type { Event, FrameworkInfo, Offer, Operation, TaskInfo, TaskStatus } from './messages.ts';
import { RecordReader } from './record-reader.ts';

/** What a scheduler does about what it is told. One that takes long may be async: events are handled in their order. */
export interface Handlers {
  /** Resources to use or to give back. What is not answered in half a minute is taken back. */
  offers(offers: Offer[], scheduler: Scheduler): void | Promise<void>;
  /**
   * A task is in another state. It is acknowledged when this is done; should it throw, the update comes again. The same
   * update may come twice, after a failover for one.
   */
  update(status: TaskStatus, scheduler: Scheduler): void | Promise<void>;
  /** Connected, for the first time or again: keep the id, to come back as the same framework after a restart. */
  subscribed?(frameworkId: string, scheduler: Scheduler): void | Promise<void>;
  /** An offer was taken back before it was answered. */
  rescinded?(offerId: string): void;
  /** Nobody hears of an agent any more. */
  agentLost?(agentId: string): void;
  /** An executor of its own has ended; `status` as wait(2) tells it. What it carried is told of in updates. */
  executorLost?(executor: { agentId: string; executorId: string; status: number | null }): void;
  /** What an executor of its own says. It may get lost. */
  message?(message: { agentId: string; executorId: string; data: Buffer }): void | Promise<void>;
  /** The connection is lost and is tried again, or a handler threw. */
  trouble?(error: Error): void;
}

export interface SchedulerOptions extends Omit<Target, 'path'> {
  framework: FrameworkInfo;
  handlers: Handlers;
  /** Of an earlier run: its tasks are this one's. */
  frameworkId?: string;
}

type Failure = Extract<Event, { type: 'FAILURE' }>['failure'];

const executorOn = (agentId: string, executorId: string) => ({
  agent_id: { value: agentId },
  executor_id: { value: executorId },
});

const dayS = 86_400;
const firstRetryMs = 200;
const longestRetryMs = 10_000;
/** As Mesos advises its schedulers: so many heartbeats missed, and the connection is dead. */
const missedHeartbeats = 3;

/**
 * A framework's connection to the control plane: subscribes, comes back as the same framework when the connection is
 * lost, and acknowledges updates once they were handled.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #stopped = new AbortController();
  #frameworkId: string | null;
  #streamId = '';
  #removed: string | null = null;
  #isTornDown = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#frameworkId = options.frameworkId ?? null;
  }

  /** null before it was subscribed for the first time. */
  get frameworkId(): string | null {
    return this.#frameworkId;
  }

  /**
   * Stays connected until `stop` or `teardown`. Rejects when there is no way on: the framework was removed, or is
   * not let in.
   */
  async run(): Promise<void> {
    let retryMs = firstRetryMs;
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#connect(() => {
          retryMs = firstRetryMs;
        });
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        this.#tell(error);
        if (error instanceof CallFailed && error.status < 500 && error.status !== 429) throw error;
      }
      if (this.#removed !== null && this.#isTornDown) return;
      if (this.#removed !== null) throw new Error(this.#removed);
      await pause(retryMs, undefined, { signal: this.#stopped.signal }).catch(() => {});
      retryMs = Math.min(2 * retryMs, longestRetryMs);
    }
  }

  /** Lets go of the connection. The framework and its tasks stay for its failover time. */
  stop(): void {
    this.#stopped.abort();
  }

  /** Ends the framework and all of its tasks. */
  async teardown(): Promise<void> {
    // That it was removed may be told before the answer is.
    this.#isTornDown = true;
    await this.#call({ type: 'TEARDOWN' });
    this.stop();
  }

  /** Launches tasks on the agent of one offer. What is left of it is not offered again for a while. */
  launch(offer: Offer, tasks: TaskInfo[], refuseSeconds = 5): Promise<void> {
    return this.accept([offer], [{ type: 'LAUNCH', launch: { task_infos: tasks } }], refuseSeconds);
  }

  accept(offers: readonly Offer[], operations: Operation[], refuseSeconds = 5): Promise<void> {
    const accept = { offer_ids: idsOf(offers), operations, filters: { refuse_seconds: refuseSeconds } };
    return this.#call({ type: 'ACCEPT', accept });
  }

  /** Gives offers back; as much of the same agents is not offered again for a while. */
  decline(offers: readonly Offer[], refuseSeconds = 5): Promise<void> {
    const decline = { offer_ids: idsOf(offers), filters: { refuse_seconds: refuseSeconds } };
    return this.#call({ type: 'DECLINE', decline });
  }

  kill(taskId: string): Promise<void> {
    return this.#call({ type: 'KILL', kill: { task_id: { value: taskId } } });
  }

  /** Brings a message to an executor of its own, best effort. */
  message(agentId: string, executorId: string, data: Uint8Array | string): Promise<void> {
    const text = Buffer.from(data).toString('base64');
    return this.#call({ type: 'MESSAGE', message: { ...executorOn(agentId, executorId), data: text } });
  }

  /** Asks an executor to end, with all it carries; it is killed after its grace period. */
  shutdown(agentId: string, executorId: string): Promise<void> {
    return this.#call({ type: 'SHUTDOWN', shutdown: executorOn(agentId, executorId) });
  }

  /** Asks how these tasks are, or all that have not ended; the answers come as updates. */
  reconcile(taskIds: readonly string[] = []): Promise<void> {
    const tasks = taskIds.map((value) => ({ task_id: { value } }));
    return this.#call({ type: 'RECONCILE', reconcile: { tasks } });
  }

  /** No offers until `revive`: for when there is nothing to run. */
  suppress(): Promise<void> {
    return this.#call({ type: 'SUPPRESS' });
  }

  /** Offers again, whatever was refused before. */
  revive(): Promise<void> {
    return this.#call({ type: 'REVIVE' });
  }

  async #connect(onOpen: () => void): Promise<void> {
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#stopped.signal, silence.signal]);
    const response = await post(this.#options, this.#subscription(), { signal });
    if (response.statusCode !== 200) throw new CallFailed(response.statusCode ?? 0, await textOf(response));
    this.#streamId = String(response.headers['mesos-stream-id'] ?? '');
    const reader = new RecordReader();
    let heartbeatMs = 15_000;
    const giveUp = () => silence.abort(new Error('No heartbeat came.'));
    let patience = setTimeout(giveUp, missedHeartbeats * heartbeatMs);
    try {
      for await (const chunk of response) {
        // What a handler takes is not the control plane's silence.
        clearTimeout(patience);
        for (const record of reader.take(chunk)) {
          const event = JSON.parse(record) as Event;
          if (event.type === 'SUBSCRIBED') {
            onOpen();
            heartbeatMs = event.subscribed.heartbeat_interval_seconds * 1000;
          }
          await this.#handle(event);
        }
        if (this.#removed !== null) return;
        patience = setTimeout(giveUp, missedHeartbeats * heartbeatMs);
      }
    } finally {
      clearTimeout(patience);
      response.destroy();
    }
  }

  #failure({ agent_id, executor_id, status }: Failure): void {
    const { handlers } = this.#options;
    if (agent_id === undefined) return;
    if (executor_id === undefined) handlers.agentLost?.(agent_id.value);
    else {
      const executor = { agentId: agent_id.value, executorId: executor_id.value };
      handlers.executorLost?.({ ...executor, status: status ?? null });
    }
  }

  #subscription(): object {
    const { framework } = this.#options;
    const id = this.#frameworkId === null ? undefined : { value: this.#frameworkId };
    const framework_info = {
      id,
      name: framework.name,
      user: framework.user ?? '',
      roles: framework.roles ?? ['*'],
      failover_timeout: framework.failoverTimeoutSeconds ?? dayS,
      principal: framework.principal,
      webui_url: framework.webuiUrl,
      capabilities: ['MULTI_ROLE', 'PARTITION_AWARE', 'TASK_KILLING_STATE'].map((type) => ({ type })),
    };
    return { type: 'SUBSCRIBE', framework_id: id, subscribe: { framework_info } };
  }

  async #handle(event: Event): Promise<void> {
    const { handlers } = this.#options;
    switch (event.type) {
      case 'SUBSCRIBED':
        this.#frameworkId = event.subscribed.framework_id.value;
        return this.#guard(() => handlers.subscribed?.(event.subscribed.framework_id.value, this));
      case 'OFFERS':
        return this.#guard(() => handlers.offers(event.offers.offers, this));
      case 'UPDATE':
        return this.#guard(async () => {
          await handlers.update(event.update.status, this);
          await this.#acknowledge(event.update.status);
        });
      case 'RESCIND':
        return this.#guard(() => handlers.rescinded?.(event.rescind.offer_id.value));
      case 'FAILURE':
        return this.#guard(() => this.#failure(event.failure));
      case 'MESSAGE': {
        const { agent_id, executor_id, data } = event.message;
        const said = { agentId: agent_id.value, executorId: executor_id.value };
        return this.#guard(() => handlers.message?.({ ...said, data: Buffer.from(data, 'base64') }));
      }
      case 'ERROR':
        this.#removed = event.error.message;
        return;
      case 'HEARTBEAT':
        return;
    }
  }

  /** What one handler throws must not end the stream for all others. */
  async #guard(handle: () => void | Promise<void>): Promise<void> {
    try {
      await handle();
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    this.#options.handlers.trouble?.(error instanceof Error ? error : new Error(String(error)));
  }

  async #acknowledge({ uuid, task_id, agent_id }: TaskStatus): Promise<void> {
    if (uuid === undefined) return;
    await this.#call({ type: 'ACKNOWLEDGE', acknowledge: { uuid, task_id, agent_id } });
  }

  /** Throws `CallFailed` with what the control plane says is wrong. */
  async #call(call: { type: string; [body: string]: unknown }): Promise<void> {
    const body = { framework_id: { value: this.#frameworkId }, ...call };
    const response = await post(this.#options, body, { streamId: this.#streamId });
    const text = await textOf(response);
    if (response.statusCode !== 202) throw new CallFailed(response.statusCode ?? 0, text);
  }
}

const idsOf = (offers: readonly Offer[]) => offers.map(({ id }) => id);
