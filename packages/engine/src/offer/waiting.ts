import type { NodeId, TaskRecord } from '@gantry/model';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { BestNodes } from '../place/best-nodes.ts';
import { isDistributing } from '../place/constraints.ts';
import { classOf, type TaskClass } from '../place/task-class.ts';
import { shardCount, shardOf } from '../state/indexes.ts';
import { byCreation } from '../state/record-key.ts';
import type { State } from '../state/state.ts';

/** The tasks of one class that wait for a place, and the nodes they are tried on. */
export interface Waiting {
  taskClass: TaskClass;
  /** Those whose back-off is over, the oldest first. */
  tasks: TaskRecord[];
  /** The nodes for them in a state: the round's, or one that is only tried. */
  nodesIn(state: State): BestNodes;
  /** It found no place before, and is tried again where something changed only. */
  isRetry: boolean;
}

/**
 * What waits and is worth a try: what came up, on every node, and what found no place before, on nodes that changed.
 * Highest priority first, then the longest wait (rule PL8).
 */
export function findWaiting(draft: Draft): Waiting[] {
  const { changedNodes, waiting } = draft.agenda.takePlacements();
  const keys = new Set(waiting);
  if (changedNodes.size > 0) for (const key of draft.state.index('waitingTasks').keys()) keys.add(key);
  const found: Waiting[] = [];
  for (const key of keys) {
    const one = waitingOf(draft, key, waiting.has(key) ? null : changedNodes);
    if (one !== null) found.push(one);
  }
  return found.sort(
    (a, b) =>
      b.taskClass.template.priority - a.taskClass.template.priority ||
      a.tasks[0]!.createdAtMs - b.tasks[0]!.createdAtMs ||
      byCreation(a.tasks[0]!.id, b.tasks[0]!.id),
  );
}

/** @param changed the nodes to try; null: all. What starts together is always tried on all. */
function waitingOf(draft: Draft, key: string, changed: ReadonlySet<NodeId> | null): Waiting | null {
  const waiting = draft.state.find('waitingTasks', key);
  const due = waiting.filter(({ notBeforeAtMs }) => notBeforeAtMs === null || notBeforeAtMs <= draft.nowMs);
  due.sort((a, b) => byCreation(a.id, b.id));
  const found = classOf(draft.state, key);
  const patientUntilMs = found === null ? null : patienceOf(found, due);
  const isPatient = patientUntilMs !== null && patientUntilMs > draft.nowMs;
  const wakeAtMs = earliest(backoffEnd(draft, waiting), isPatient ? patientUntilMs : null);
  if (wakeAtMs !== null) draft.agenda.setAlarm(key, wakeAtMs);
  if (found === null || due.length === 0) return null;
  const taskClass = isPatient ? found : impatient(found);
  // With a quota, what was given back somewhere may be what is allowed only now anywhere.
  const isForAll = taskClass.together !== null || !draft.state.index('rolesWithQuota').isEmpty('all');
  const only = isForAll ? null : changed;
  const nodesIn = (state: State) =>
    new BestNodes(state, taskClass, {
      nodes: nodesToTry(draft, taskClass, only),
      enough: Math.max(fewestCandidates, 2 * due.length),
    });
  return { taskClass, tasks: due, nodesIn, isRetry: changed !== null };
}

/** Until when the class waits for the nodes it would rather have: as long as its oldest task does. */
function patienceOf({ nearness }: TaskClass, [oldest]: readonly TaskRecord[]): number | null {
  if (nearness === null || oldest === undefined) return null;
  return Math.max(oldest.createdAtMs, oldest.notBeforeAtMs ?? 0) + nearness.waitSeconds * 1000;
}

/** The class as it counts at a moment, when the task is the oldest of it: what has waited long enough goes anywhere. */
export function classAt(
  taskClass: TaskClass,
  { oldest, nowMs }: { oldest: TaskRecord; nowMs: number },
): TaskClass {
  const patientUntilMs = patienceOf(taskClass, [oldest]);
  return patientUntilMs !== null && patientUntilMs > nowMs ? taskClass : impatient(taskClass);
}

const impatient = (taskClass: TaskClass): TaskClass =>
  taskClass.nearness === null
    ? taskClass
    : { ...taskClass, nearness: { ...taskClass.nearness, isRequired: false } };

/** In a large cluster, nodes are looked at until so many can take a task (and two for each that waits). */
const fewestCandidates = 128;
/** Up to here a cluster is looked at as a whole. */
const smallCluster = 256;

function* nodesToTry(draft: Draft, { template, key }: TaskClass, only: ReadonlySet<NodeId> | null) {
  const { state } = draft;
  const isSpread = template.constraints.some(isDistributing);
  if (only !== null && !isSpread)
    yield [...only].sort(byCreation).flatMap((id) => state.get('nodes', id) ?? []);
  else if (isSpread || state.count('nodes') <= smallCluster) yield [...state.all('nodes')];
  else yield* shards(draft, key);
}

/** All nodes in parts, beginning somewhere else for each class and step. */
function* shards(draft: Draft, key: string) {
  const first = Number(shardOf(key)) + draft.revision;
  for (let index = 0; index < shardCount; index++) {
    yield draft.state.find('nodesByShard', String((first + index) % shardCount));
  }
}

/** When the next one's back-off is over; null: none waits for that. */
function backoffEnd(draft: Draft, tasks: readonly TaskRecord[]): number | null {
  const later = tasks.map(({ notBeforeAtMs }) =>
    notBeforeAtMs !== null && notBeforeAtMs > draft.nowMs ? notBeforeAtMs : null,
  );
  return earliest(...later);
}
