import {
  type DeploymentSpec,
  deploymentDefaults,
  hasEnded,
  type NodeId,
  type NodeRecord,
  type TaskRecord,
} from '@gantry/model';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { rescindAllOn } from '../offer/end-offer.ts';
import { mayBeOffered } from '../offer/offerable.ts';
import { aboutNode, record } from '../timeline.ts';
import { planDrain } from './drain.ts';
import { loseTask } from './lose-task.ts';
import { isKnownToHaveEnded } from './reaper.ts';

/** Leases are looked at on a grid, so that ten thousand nodes do not ask for ten thousand steps. */
const leaseGridMs = 500;

/** Decides about one node: its lease, the tasks of an unreachable one, and its drain. */
export function planNode(draft: Draft, id: NodeId): void {
  const node = draft.state.get('nodes', id);
  if (node === undefined) {
    draft.leases.forget(id);
    draft.agenda.setAlarm(id, null);
    return;
  }
  const isSilent = node.status === 'ready' && draft.leases.endsAtMs(id) <= draft.nowMs;
  const current = isSilent ? giveUp(draft, node) : node;
  if (!mayBeOffered(current)) rescindAllOn(draft, id, `Node ${current.name} takes no new tasks now.`);
  const leaseAtMs =
    current.status === 'ready' ? onGrid(draft.leases.endsAtMs(id)) : loseTasks(draft, current);
  const drainAtMs = planDrain(draft, current);
  draft.agenda.setAlarm(id, earliest(leaseAtMs, drainAtMs));
}

const onGrid = (atMs: number) => Math.ceil(atMs / leaseGridMs) * leaseGridMs;

/** Nobody knows what its tasks do now: they are not ready at once, and replaced in time (rules NL1, NL4). */
function giveUp(draft: Draft, node: NodeRecord): NodeRecord {
  const message = `Nothing was heard of it for ${draft.bounds.leaseMs / 1000} s.`;
  const unreachable = draft.put('nodes', {
    ...node,
    status: 'unreachable',
    statusReason: message,
    statusChangedAtMs: draft.nowMs,
  });
  record(draft, aboutNode(node), 'NodeUnreachable', message);
  for (const task of draft.state.tasksOfNode(node.id)) {
    if (task.ready) draft.update('tasks', task, { ready: false });
  }
  return unreachable;
}

/** Gives up, and later forgets, the tasks of an unreachable node whose time has come; returns when the next one's does. */
function loseTasks(draft: Draft, node: NodeRecord): number | null {
  let nextAtMs: number | null = null;
  for (const task of draft.state.tasksOfNode(node.id)) {
    const dueAtMs = dueOf(draft, node, task);
    if (dueAtMs === null) continue;
    if (draft.nowMs < dueAtMs) nextAtMs = earliest(nextAtMs, dueAtMs);
    else if (!hasEnded(task.state)) nextAtMs = earliest(nextAtMs, loseNow(draft, node, task));
    else if (isKnownToHaveEnded(draft, task)) draft.remove('tasks', task.id);
    else nextAtMs = draft.nowMs;
  }
  return nextAtMs;
}

function loseNow(draft: Draft, node: NodeRecord, task: TaskRecord): number | null {
  const message = `Node ${node.name} is unreachable; whether the task still runs there is not known.`;
  loseTask(draft, task, { reason: 'NodeUnreachable', message });
  return dueOf(draft, node, draft.state.get('tasks', task.id)!);
}

/** When the task is given up as lost, or once it is, when its record goes; null: not by time. */
function dueOf(draft: Draft, node: NodeRecord, task: TaskRecord): number | null {
  const unreachable = whileUnreachable(draft, task);
  if (unreachable === null) return null;
  const { replaceAfterSeconds, expungeAfterSeconds } = unreachable;
  if (!hasEnded(task.state)) return node.statusChangedAtMs + replaceAfterSeconds * 1000;
  const isUnsure = task.state === 'lost' && task.finishedAtMs === null;
  return isUnsure ? node.statusChangedAtMs + expungeAfterSeconds * 1000 : null;
}

/** What is asked for of tasks on unreachable nodes; null: their framework decides. A job's are tried again at once. */
function whileUnreachable(
  draft: Draft,
  { deploymentId, jobId }: TaskRecord,
): DeploymentSpec['unreachable'] | null {
  if (jobId !== null) return deploymentDefaults.unreachable;
  const deployment = deploymentId === null ? undefined : draft.state.get('deployments', deploymentId);
  return deployment?.spec.unreachable ?? null;
}
