import type { View } from '@gantry/engine';
import type { MesosState } from '@gantry/mesos-wire';
import {
  type FrameworkRecord,
  hasEnded,
  type NodeRecord,
  type TaskRecord,
  type TaskUpdate,
} from '@gantry/model';
import { defined } from '../marathon/plain-data.ts';
import { executorIdOf, frameworkDataOf, mesosIdOf } from './framework-data.ts';

export type { MesosState };

/** A TaskStatus message. It has no field that Mesos's has not: there are clients that refuse unknown ones. */
export interface TaskStatus {
  task_id: { value: string };
  state: MesosState;
  source: 'SOURCE_MASTER' | 'SOURCE_AGENT' | 'SOURCE_EXECUTOR';
  reason?: string;
  message?: string;
  agent_id?: { value: string };
  executor_id?: { value: string };
  /** Seconds since the epoch. */
  timestamp: number;
  /** In base64. With it, the update is sent until it is acknowledged. */
  uuid?: string;
  healthy?: boolean;
  container_status?: object;
  labels?: object;
  unreachable_time?: { nanoseconds: number };
}

type Capable = Pick<FrameworkRecord, 'capabilities'>;

export const isPartitionAware = ({ capabilities }: Capable) => capabilities.includes('PARTITION_AWARE');

/** Where a task is that cannot be asked about: told to those who know the word, `TASK_LOST` to all others. */
export const lostAs = (framework: Capable, state: MesosState): MesosState =>
  isPartitionAware(framework) ? state : 'TASK_LOST';

const states: Record<Exclude<TaskRecord['state'], 'stopping' | 'lost'>, MesosState> = {
  pending: 'TASK_STAGING',
  assigned: 'TASK_STAGING',
  preparing: 'TASK_STAGING',
  starting: 'TASK_STARTING',
  running: 'TASK_RUNNING',
  succeeded: 'TASK_FINISHED',
  failed: 'TASK_FAILED',
  stopped: 'TASK_KILLED',
};

/** A task's state in Mesos's words, as far as this framework knows them. */
export function mesosStateOf({ state }: Pick<TaskRecord, 'state'>, framework: Capable): MesosState {
  if (state === 'lost') return lostAs(framework, 'TASK_GONE_BY_OPERATOR');
  if (state !== 'stopping') return states[state];
  return framework.capabilities.includes('TASK_KILLING_STATE') ? 'TASK_KILLING' : 'TASK_RUNNING';
}

/** What the agent tells of a task, without a uuid. */
export function statusOf(view: View, task: TaskRecord, framework: FrameworkRecord): TaskStatus {
  const { info } = frameworkDataOf(task);
  const node = task.nodeId === null ? undefined : view.get('nodes', task.nodeId);
  return defined({
    task_id: info.task_id,
    state: mesosStateOf(task, framework),
    source: 'SOURCE_EXECUTOR',
    reason: reasonOf(task),
    message: task.message || undefined,
    agent_id: task.nodeId === null ? undefined : { value: task.nodeId },
    executor_id: { value: executorIdOf(task) },
    timestamp: (changedAtMs(task) ?? task.createdAtMs) / 1000,
    healthy: info.health_check === undefined || hasEnded(task.state) ? undefined : task.ready,
    container_status: containerStatusOf(task, node),
    labels: info.labels,
  }) as unknown as TaskStatus;
}

/** What an executor, or its agent in its stead, says of a task that it carries. */
export function carriedStatusOf(view: View, task: TaskRecord, { uuid, status }: TaskUpdate) {
  const executor = view.get('tasks', task.carrier!);
  const node = task.nodeId === null ? undefined : view.get('nodes', task.nodeId);
  return defined({
    container_status: executor === undefined ? undefined : containerStatusOf(executor, node),
    labels: frameworkDataOf(task).info.labels,
    ...(JSON.parse(status) as Partial<TaskStatus>),
    task_id: { value: mesosIdOf(task) },
    agent_id: { value: task.nodeId ?? '' },
    executor_id: { value: executorIdOf(task) },
    uuid,
  }) as unknown as TaskStatus & { uuid: string };
}

const changedAtMs = ({ finishedAtMs, startedAtMs }: TaskRecord) => finishedAtMs ?? startedAtMs;

/** Why a task ended as it did, where Mesos has a word for it. */
function reasonOf({ state, reason }: TaskRecord): string | undefined {
  if (state === 'lost') return 'REASON_AGENT_REMOVED';
  if (state === 'stopped' && reason === 'Drained') return 'REASON_AGENT_DRAINING';
  if (state !== 'failed') return undefined;
  if (reason === 'OutOfMemory') return 'REASON_CONTAINER_LIMITATION_MEMORY';
  return /image|pull|start|artifact|sandbox/i.test(reason)
    ? 'REASON_CONTAINER_LAUNCH_FAILED'
    : 'REASON_COMMAND_EXECUTOR_FAILED';
}

function containerStatusOf(task: TaskRecord, node: NodeRecord | undefined): object | undefined {
  const [container] = task.containers;
  const address = task.address || node?.address;
  if (container === undefined || !address) return undefined;
  const protocol = address.includes(':') ? 'IPv6' : 'IPv4';
  return defined({
    container_id: container.runtimeId === '' ? undefined : { value: container.runtimeId },
    network_infos: [{ ip_addresses: [{ protocol, ip_address: address }] }],
  });
}

/** An update that the control plane makes itself. Nobody acknowledges it. */
export function masterStatus(of: {
  taskId: string;
  state: MesosState;
  reason: string;
  message: string;
  nowMs: number;
  agentId?: string | undefined;
  unreachableAtMs?: number | undefined;
}): TaskStatus {
  return defined({
    task_id: { value: of.taskId },
    state: of.state,
    source: 'SOURCE_MASTER',
    reason: of.reason,
    message: of.message,
    agent_id: of.agentId === undefined ? undefined : { value: of.agentId },
    timestamp: of.nowMs / 1000,
    unreachable_time:
      of.unreachableAtMs === undefined ? undefined : { nanoseconds: of.unreachableAtMs * 1e6 },
  }) as unknown as TaskStatus;
}
