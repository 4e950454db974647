import {
  type ContainerStatus,
  type DeploymentId,
  hasEnded,
  type TaskId,
  type TaskRecord,
  type TaskReport,
} from '@gantry/model';
import { acceptReport } from '../accept/report.ts';
import { Alarms } from '../alarms.ts';
import type { Draft } from '../draft.ts';
import type { State } from '../state/state.ts';
import { type Durations, observedDurations } from './durations.ts';

/**
 * Agents for a plan: every task that a node has becomes ready, or ends, after the time that tasks of its deployment
 * take. On a node that nobody hears of, nothing happens.
 */
export class PretendedAgents {
  readonly #alarms = new Alarms();
  readonly #durations = new Map<DeploymentId | null, Durations>();
  readonly #observed: State;

  /** @param observed the state from which the durations are taken. */
  constructor(observed: State) {
    this.#observed = observed;
  }

  get nextAtMs(): number | null {
    return this.#alarms.nextAtMs;
  }

  /** Something is under way on a node: it will be over some time after `sinceMs`. */
  watch(task: TaskRecord, state: State, nowMs: number): void {
    const node = task.nodeId === null ? undefined : state.get('nodes', task.nodeId);
    if (node === undefined || node.status === 'unreachable' || !isUnderWay(task)) {
      this.#alarms.set(task.id, null);
      return;
    }
    const { startMs, stopMs } = this.#durationsOf(task.deploymentId);
    const endsAtMs =
      task.desired === 'stopped'
        ? (task.stopRequestedAtMs ?? nowMs) + stopMs
        : Math.max(task.assignedAtMs ?? nowMs, task.notBeforeAtMs ?? 0) + startMs;
    this.#alarms.set(task.id, Math.max(nowMs, endsAtMs));
  }

  /** Reports what is over by now; true when a task became ready. */
  report(draft: Draft): boolean {
    const due = this.#alarms.takeDue(draft.nowMs);
    const tasks = due.flatMap((id) => draft.state.get('tasks', id as TaskId) ?? []);
    for (const task of tasks) {
      const node = draft.state.get('nodes', task.nodeId!);
      if (node === undefined) continue;
      acceptReport(draft, { nodeId: node.id, session: node.session, tasks: [reportOf(task, draft.nowMs)] });
    }
    return tasks.some(({ desired }) => desired === 'running');
  }

  #durationsOf(deploymentId: DeploymentId | null): Durations {
    const known = this.#durations.get(deploymentId);
    if (known !== undefined) return known;
    const observed = observedDurations(this.#observed, deploymentId ?? ('' as DeploymentId));
    this.#durations.set(deploymentId, observed);
    return observed;
  }
}

function isUnderWay(task: TaskRecord): boolean {
  if (task.state === 'pending' || hasEnded(task.state)) return false;
  return task.desired === 'stopped' || !task.ready;
}

function reportOf(task: TaskRecord, nowMs: number): TaskReport {
  const { id, address, probeFailures, errorLines } = task;
  const common = { taskId: id, reason: '', message: '', address, probeFailures, errorLines };
  if (task.desired === 'stopped') {
    const ended = { state: 'stopped', ready: false, finishedAtMs: nowMs } as const;
    return { ...common, ...ended, startedAtMs: task.startedAtMs, containers: task.containers };
  }
  const startedAtMs = task.startedAtMs ?? nowMs;
  return {
    ...common,
    state: 'running',
    ready: true,
    startedAtMs,
    finishedAtMs: null,
    containers: [aContainer],
  };
}

const aContainer: ContainerStatus = {
  name: '',
  state: 'running',
  runtimeId: '',
  startedAtMs: null,
  finishedAtMs: null,
  exitCode: null,
  signal: null,
  outOfMemory: false,
  ready: true,
  started: true,
  imageId: '',
};
