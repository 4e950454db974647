import { executorData, Refused } from '@gantry/mesos-wire';
import { type Assignment, hasEnded, type TaskId, type TaskReport } from '@gantry/model';
import { type Clock, pause } from '../clock.ts';
import type { AgentStatus } from './agent-update.ts';
import type { CarriedTask, Carrier } from './carried-task.ts';
import type { EventSink } from './event-stream.ts';
import type { ExecutorCall, ExecutorStatus, Subscribe } from './executor-call.ts';
import type { Visitor } from './executor-door.ts';

/** Mesos's own: an executor that runs has a minute to subscribe, for the first time and after each lost connection. */
export const subscribeWithinMs = 60_000;

/** Statuses are kept with their tasks, and shown: what is larger is no status. */
const statusCharactersMax = 256 * 1024;

type Executor = NonNullable<Assignment['executor']>;

export interface SeatOptions {
  clock: Clock;
  taskId: TaskId;
  executor: Executor;
  subscribeWithinMs: number;
  /** The tasks that it carries, as they are now. */
  carried(): CarriedTask[];
  /** Its process or container is to end: it never subscribed, or did not come back. */
  fail(end: { reason: string; message: string }): void;
  say(dataBase64: string): void;
}

/** One executor of a framework's own: its connection, and what is told on it. Its process is a task's like any other. */
export class ExecutorSeat implements Visitor, Carrier {
  readonly taskId: TaskId;
  readonly #options: SeatOptions;
  readonly #executor: Executor;
  readonly #ended = new AbortController();
  stream: EventSink | null = null;
  end: AgentStatus | null = null;
  address = '';
  #isRunning = false;
  #wasSubscribed = false;
  #cancelWait = () => {};

  constructor(options: SeatOptions) {
    this.#options = options;
    this.taskId = options.taskId;
    this.#executor = options.executor;
  }

  isOf(frameworkId: string, executorId: string): boolean {
    const { frameworkId: framework, id } = this.#executor;
    return framework === frameworkId && id === executorId && this.end === null;
  }

  /** How its process or container is. */
  heard(report: TaskReport): void {
    this.address = report.address;
    if (hasEnded(report.state)) this.#over(report);
    else if (report.state === 'running' && !this.#isRunning) {
      this.#isRunning = true;
      this.#expect();
    }
  }

  /** Nobody on this node knows what it was. */
  gone(): void {
    this.#finish(endedAs('REASON_EXECUTOR_TERMINATED', 'its agent does not know of it any more'));
  }

  subscribe({ subscribe }: { subscribe?: Subscribe }, stream: EventSink): void {
    this.stream?.end();
    this.stream = stream;
    this.#cancelWait();
    for (const { status } of subscribe?.unacknowledged_updates ?? []) this.#take(status);
    const { executor_info, framework_info, agent_info } = executorData.parse(
      JSON.parse(this.#executor.frameworkData),
    );
    stream.send({
      type: 'SUBSCRIBED',
      subscribed: { executor_info, framework_info, agent_info, container_id: { value: this.taskId } },
    });
    const listed = subscribe?.unacknowledged_tasks.map(({ task_id }) => task_id.value);
    const carried = this.#options.carried();
    const isFirst = !this.#wasSubscribed;
    this.#wasSubscribed = true;
    // A first subscription has nothing to resume, but for what an agent before this one handed over.
    for (const task of carried) task.resume(listed === undefined ? null : new Set(listed));
    // Everything that it was made for was killed meanwhile: it would idle for ever.
    if (isFirst && carried.length > 0 && carried.every(({ wasNeverLaunched }) => wasNeverLaunched))
      stream.send({ type: 'SHUTDOWN' });
  }

  left(stream: EventSink): void {
    if (this.stream !== stream) return;
    this.stream = null;
    this.#expect();
  }

  receive(call: Exclude<ExecutorCall, { type: 'SUBSCRIBE' }>): void {
    if (call.type === 'MESSAGE') this.#options.say(call.message.data);
    if (call.type !== 'UPDATE') return;
    const { status } = call.update;
    if (JSON.stringify(status).length > statusCharactersMax)
      throw new Refused(
        413,
        `A status has at most ${statusCharactersMax} characters; bring more by a message`,
      );
    if (status.executor_id !== undefined && status.executor_id.value !== this.#executor.id)
      throw new Refused(400, `ExecutorID in Call: ${this.#executor.id} is not the one in the status`);
    this.#take(status);
  }

  /** Of a task that this node does not know, nobody will ever acknowledge it: it is at once, so that it is not said again. */
  #take(status: ExecutorStatus): void {
    const { value: id } = status.task_id;
    const task = this.#options.carried().findLast(({ mesosId }) => mesosId === id);
    if (task?.take(status) === 'full')
      throw new Refused(429, `Too many updates of task ${id} wait for its framework; say it again later`);
    if (task !== undefined) return;
    const acknowledged = { task_id: status.task_id, uuid: status.uuid };
    this.stream?.send({ type: 'ACKNOWLEDGED', acknowledged });
  }

  /** A message of its framework. Dropped while it is not connected, as Mesos does. */
  message(data: string): void {
    this.stream?.send({ type: 'MESSAGE', message: { data } });
  }

  /** Asks it to end, and waits until it has or the time is over. False: it is not connected, so it cannot be asked. */
  async shutDown(graceMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.stream === null) return false;
    this.stream.send({ type: 'SHUTDOWN' });
    await pause(this.#options.clock, graceMs, AbortSignal.any([signal, this.#ended.signal]));
    return true;
  }

  close(): void {
    this.#cancelWait();
    this.stream?.end();
  }

  #expect(): void {
    const { clock, subscribeWithinMs: withinMs, fail } = this.#options;
    this.#cancelWait();
    if (!this.#isRunning || this.end !== null || this.stream !== null) return;
    this.#cancelWait = clock.after(withinMs, () => {
      const message = `the executor did not subscribe to its agent within ${withinMs / 1000} s`;
      fail({ reason: registrationTimeout, message });
    });
  }

  #over({ reason, message }: TaskReport): void {
    const why = message || reason || 'it has ended';
    if (reason === registrationTimeout) this.#finish(endedAs('REASON_EXECUTOR_REGISTRATION_TIMEOUT', why));
    else if (!this.#isRunning && !this.#wasSubscribed)
      this.#finish(endedAs('REASON_CONTAINER_LAUNCH_FAILED', why));
    else this.#finish(endedAs('REASON_EXECUTOR_TERMINATED', why));
  }

  #finish(end: AgentStatus): void {
    if (this.end !== null) return;
    this.end = end;
    this.close();
    this.#ended.abort();
    for (const task of this.#options.carried()) task.step();
  }
}

const registrationTimeout = 'ExecutorRegistrationTimeout';

const endedAs = (reason: string, why: string): AgentStatus => ({
  state: 'TASK_FAILED',
  reason,
  message: `Its executor has ended: ${why}`,
});
