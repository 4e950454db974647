import { carriedData, type MesosState } from '@gantry/mesos-wire';
import {
  hasEnded,
  stateRank,
  type TaskId,
  type TaskReport,
  type TaskState,
  type TaskUpdate,
} from '@gantry/model';
import type { Clock } from '../clock.ts';
import type { TaskPlan } from '../container-request.ts';
import { type JournalEntry, withoutSecrets } from '../journal.ts';
import { type AgentStatus, agentUpdate, executorUpdate, isAgentUpdate } from './agent-update.ts';
import type { EventSink } from './event-stream.ts';
import type { ExecutorStatus } from './executor-call.ts';
import {
  emptyQueue,
  type Standing,
  standingOf,
  taskStateOf,
  type UpdateQueue,
  withAcknowledged,
  withUpdate,
} from './update-queue.ts';

/** How the executor of a carried task is. */
export interface Carrier {
  stream: EventSink | null;
  /** It is over: what becomes of the tasks that it carried. */
  end: AgentStatus | null;
}

export interface CarriedTaskOptions {
  clock: Clock;
  bootId: string;
  plan: TaskPlan;
  remembered: JournalEntry | null;
  carrier(): Carrier | null;
  onReport(report: TaskReport): void;
  onRemember(entry: JournalEntry): void;
}

/**
 * One task that an executor carries: handed to it, asked back from it, and told of as it tells. Everything is decided by
 * looking at how things are, after each thing that happens.
 */
export class CarriedTask {
  readonly taskId: TaskId;
  readonly #options: CarriedTaskOptions;
  #plan: TaskPlan;
  #wanted: 'running' | 'stopped';
  #queue: UpdateQueue;
  /** The executor may have it: it is never handed over twice. */
  #isLaunched: boolean;
  #askedToStop: { stream: EventSink; graceSeconds: number | null } | null = null;
  #report: TaskReport;
  /** Everything as it was when it was last told and remembered. */
  #told = '';
  #isClosed = false;

  constructor(options: CarriedTaskOptions) {
    const { plan, remembered } = options;
    this.#options = options;
    this.taskId = plan.assignment.taskId;
    this.#plan = plan;
    this.#wanted = plan.assignment.desired;
    this.#queue = remembered?.carried ?? emptyQueue;
    // One of which an update was acknowledged was handed over, whatever this node still knows of it.
    this.#isLaunched = remembered?.carried?.isLaunched ?? plan.assignment.carried?.acknowledged != null;
    this.#report = remembered?.report ?? blankReport(this.taskId);
  }

  get carrier(): TaskId {
    return this.#plan.assignment.carried!.carrier;
  }

  /** The id that its framework chose. */
  get mesosId(): string {
    return String((this.#info.task_id as { value?: unknown } | undefined)?.value ?? '');
  }

  /** What was last told; null while there is nothing to tell. */
  get report(): TaskReport | null {
    return this.#report.state === 'assigned' ? null : this.#report;
  }

  get isEnded(): boolean {
    return hasEnded(this.#report.state);
  }

  /** It ended before its executor had it. */
  get wasNeverLaunched(): boolean {
    return this.isEnded && !this.#isLaunched;
  }

  get #info(): Record<string, unknown> {
    return carriedData.parse(JSON.parse(this.#plan.assignment.carried!.frameworkData)).task_info;
  }

  assign(plan: TaskPlan): void {
    this.#plan = plan;
    // A stop is never taken back.
    if (this.#wanted === 'running') this.#wanted = plan.assignment.desired;
    const acknowledged = plan.assignment.carried?.acknowledged ?? null;
    if (acknowledged !== null) this.#acknowledge(acknowledged);
    this.step();
  }

  /**
   * The control plane does not want it any more, and nobody hears of it. What its executor has said of it is
   * acknowledged, as it waits for that before it goes.
   */
  drop(): void {
    this.#wanted = 'stopped';
    this.step();
    this.#isClosed = true;
    for (const update of this.#queue.waiting) this.#answer(update);
  }

  /** The executor subscribed and said what it holds; `listed` null: it cannot tell. */
  resume(listed: ReadonlySet<string> | null): void {
    const isHeld = listed === null || listed.has(this.mesosId);
    const wasHeard = this.#queue.settled.length > 0 || this.#queue.waiting.length > 0;
    if (isHeld && listed !== null) this.#isLaunched = true;
    // What was on its way when the connection broke never came.
    else if (!wasHeard && !isHeld) this.#isLaunched = false;
    this.step();
  }

  /** Takes in what the executor says, once. One that its framework acknowledged before is acknowledged again. */
  take(status: ExecutorStatus): Standing {
    const standing = standingOf(this.#queue, status.uuid);
    if (standing === 'settled') this.#sayAcknowledged(status.uuid);
    if (standing !== 'new') return standing;
    const { clock } = this.#options;
    this.#isLaunched = true;
    this.#queue = withUpdate(this.#queue, executorUpdate(status, clock.nowMs()));
    this.#move(status.state, status);
    this.step();
    return standing;
  }

  step(): void {
    if (this.#isClosed) return;
    const carrier = this.#options.carrier();
    if (!this.isEnded && carrier !== null) this.#look(carrier);
    this.#tell();
  }

  #look({ stream, end }: Carrier): void {
    if (end !== null) this.#end(this.#wanted === 'running' ? end : { ...end, state: 'TASK_KILLED' });
    else if (this.#wanted === 'stopped' && !this.#isLaunched) this.#end(killedBefore);
    else if (this.#wanted === 'stopped' && stream !== null) this.#askToStop(stream);
    else if (this.#isLaunched) return;
    else if (stream === null) this.#wait('WaitingForExecutor', 'waits for its executor to subscribe');
    else this.#launch(stream);
  }

  #launch(stream: EventSink): void {
    this.#isLaunched = true;
    this.#wait('Launched', 'its executor was told to launch it and has not answered yet');
    // Written down before it is said: after a restart nobody else would know.
    this.#remember();
    stream.send({ type: 'LAUNCH', launch: { task: this.#info } });
  }

  /** Once on each connection, and again for a sooner end. Whether it does so is the executor's. */
  #askToStop(stream: EventSink): void {
    const { stopGraceSeconds: graceSeconds } = this.#plan.assignment;
    if (this.#askedToStop?.stream === stream && this.#askedToStop.graceSeconds === graceSeconds) return;
    this.#askedToStop = { stream, graceSeconds };
    const grace_period = { nanoseconds: Math.round((graceSeconds ?? 0) * 1e9) };
    const kill_policy = graceSeconds === null ? {} : { kill_policy: { grace_period } };
    stream.send({ type: 'KILL', kill: { task_id: { value: this.mesosId }, ...kill_policy } });
  }

  #end(status: AgentStatus): void {
    this.#queue = withUpdate(this.#queue, agentUpdate(this.mesosId, status, this.#options.clock.nowMs()));
    this.#move(status.state, status);
  }

  #acknowledge(uuid: string): void {
    const queue = withAcknowledged(this.#queue, uuid);
    if (queue === this.#queue) return;
    const [first] = this.#queue.waiting;
    this.#queue = queue;
    this.#answer(first!);
  }

  /** What this agent said itself, its executor knows nothing of. */
  #answer(update: TaskUpdate): void {
    if (!isAgentUpdate(update)) this.#sayAcknowledged(update.uuid);
  }

  #sayAcknowledged(uuid: string): void {
    const stream = this.#options.carrier()?.stream;
    stream?.send({ type: 'ACKNOWLEDGED', acknowledged: { task_id: { value: this.mesosId }, uuid } });
  }

  /** As it was told. What it was told to have been before changes nothing: states only move forward. */
  #move(
    said: MesosState,
    { reason = '', message = '', healthy }: Partial<Pick<ExecutorStatus, 'reason' | 'message' | 'healthy'>>,
  ): void {
    const state = taskStateOf(said);
    if (this.isEnded || stateRank(state) < stateRank(this.#report.state)) return;
    const nowMs = this.#options.clock.nowMs();
    const hasStarted = state === 'starting' || state === 'running';
    this.#report = {
      ...this.#report,
      state,
      ready: state === 'running' && healthy !== false,
      reason: reasonOf(state, reason),
      message: message || (state === 'failed' ? `its executor says ${said}` : ''),
      startedAtMs: this.#report.startedAtMs ?? (hasStarted ? nowMs : null),
      finishedAtMs: hasEnded(state) ? nowMs : null,
    };
  }

  #wait(reason: string, message: string): void {
    this.#report = { ...this.#report, state: 'preparing', reason, message };
  }

  #tell(): void {
    this.#report = { ...this.#report, update: this.#queue.waiting[0] ?? null };
    const now = JSON.stringify([this.#report, this.#queue, this.#isLaunched]);
    if (now === this.#told) return;
    this.#told = now;
    this.#remember();
    if (this.report !== null) this.#options.onReport(this.#report);
  }

  #remember(): void {
    const { bootId, onRemember } = this.#options;
    onRemember({
      ...withoutSecrets(this.#plan),
      ...{ bootId, startedContainers: [], end: null, report: this.#report },
      carried: {
        waiting: [...this.#queue.waiting],
        settled: [...this.#queue.settled],
        isLaunched: this.#isLaunched,
      },
    });
  }
}

const killedBefore: AgentStatus = {
  state: 'TASK_KILLED',
  reason: 'REASON_TASK_KILLED_DURING_LAUNCH',
  message: 'It was killed before its executor had it.',
};

/** `REASON_EXECUTOR_TERMINATED` as we write such words. */
const reasonOf = (state: TaskState, reason: string): string =>
  reason
    .replace(/^REASON_/, '')
    .toLowerCase()
    .replaceAll(/(^|_)([a-z])/g, (_all, _bar, letter: string) => letter.toUpperCase()) ||
  (state === 'failed' ? 'Error' : state === 'succeeded' ? 'Completed' : '');

const blankReport = (taskId: TaskId): TaskReport => ({
  taskId,
  state: 'assigned',
  ready: false,
  reason: '',
  message: '',
  startedAtMs: null,
  finishedAtMs: null,
  address: '',
  containers: [],
  probeFailures: 0,
  errorLines: 0,
  update: null,
});
