import { acknowledgedAnnotation } from '@gantry/engine';
import { hasEnded, type TaskRecord } from '@gantry/model';
import type { Scene } from './accept-call.ts';
import type { CallOf } from './call.ts';
import { findTask, mesosIdOf, tasksOf } from './framework-data.ts';
import { lostAs, masterStatus, statusOf } from './task-status.ts';

const reason = 'REASON_RECONCILIATION';

/** Answers how the tasks are that a framework asks about; with none named, how all are that it has to know of. */
export function reconcile(scene: Scene, { tasks }: CallOf<'RECONCILE'>['reconcile']): void {
  const { plane, stream } = scene;
  if (tasks.length > 0) {
    for (const { task_id, agent_id } of tasks) reconcileOne(scene, task_id.value, agent_id?.value);
    return;
  }
  const known = tasksOf(plane.view, stream.frameworkId);
  for (const task of known) if (isOpen(task) && !isUnreachable(scene, task)) tellOf(scene, task);
}

export function reconcileOne(scene: Scene, mesosId: string, agentId: string | undefined): void {
  const task = findTask(scene.plane.view, scene.stream.frameworkId, mesosId);
  if (task !== null && isOpen(task)) tellOf(scene, task);
  else tellUnknown(scene, mesosId, agentId);
}

const isOpen = ({ state, annotations }: TaskRecord) =>
  !hasEnded(state) || !(acknowledgedAnnotation in annotations);

function nodeOf({ plane }: Scene, { nodeId }: TaskRecord) {
  return nodeId === null ? undefined : plane.view.get('nodes', nodeId);
}

const isUnreachable = (scene: Scene, task: TaskRecord) =>
  !hasEnded(task.state) && nodeOf(scene, task)?.status === 'unreachable';

/** The state that was told last, not the newest: what is newer waits for the acknowledgement of that. */
function tellOf(scene: Scene, task: TaskRecord): void {
  const { plane, stream } = scene;
  const node = nodeOf(scene, task);
  if (node !== undefined && isUnreachable(scene, task)) {
    const state = lostAs(stream.framework, 'TASK_UNREACHABLE');
    const message = `Agent ${node.name} is unreachable: ${node.statusReason}`;
    const of = { taskId: mesosIdOf(task), agentId: node.id, unreachableAtMs: node.statusChangedAtMs };
    stream.update(masterStatus({ ...of, state, reason, message, nowMs: plane.now() }));
    return;
  }
  const told = stream.updates.head(task.id) ?? statusOf(plane.view, task, stream.framework);
  const { uuid: _, ...status } = told;
  stream.update({ ...status, source: 'SOURCE_MASTER', reason });
}

function tellUnknown({ plane, stream }: Scene, taskId: string, agentId: string | undefined): void {
  const node = agentId === undefined ? undefined : plane.view.get('nodes', agentId);
  const isKnown = node?.status === 'ready' ? 'TASK_GONE' : 'TASK_UNREACHABLE';
  const state = lostAs(stream.framework, node === undefined ? 'TASK_UNKNOWN' : isKnown);
  const message = 'Reconciliation: Task is unknown';
  const unreachableAtMs = node?.status === 'unreachable' ? node.statusChangedAtMs : undefined;
  stream.update(
    masterStatus({ taskId, agentId, state, reason, message, unreachableAtMs, nowMs: plane.now() }),
  );
}
