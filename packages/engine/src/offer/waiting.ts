import type { NodeId, TaskRecord } from '@gantry/model';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { BestNodes } from '../place/best-nodes.ts';
import { isDistributing } from '../place/constraints.ts';
import { classOf, type TaskClass } from '../place/task-class.ts';
import { shardCount, shardOf } from '../state/indexes.ts';
import { byCreation } from '../state/record-key.ts';

/** The tasks of one class that wait for a place, and the nodes they are tried on. */
export interface Waiting {
  taskClass: TaskClass;
  /** Those whose back-off is over, the oldest first. */
  tasks: TaskRecord[];
  nodes: BestNodes;
  /** It found no place before, and is tried again where something changed only. */
  isRetry: boolean;
}

/**
 * What waits and is worth a try: what came up, on every node, and what found no place before, on nodes that changed.
 * Highest priority first, then the longest wait (rule PL8).
 */
export function findWaiting(draft: Draft): Waiting[] {
  const { changedNodes, waiting } = draft.agenda.takePlacements();
  const ids = new Set(waiting);
  if (changedNodes.size > 0) for (const id of draft.state.index('waitingTasks').keys()) ids.add(id);
  const found: Waiting[] = [];
  for (const id of ids) {
    const one = waitingOf(draft, id, waiting.has(id) ? null : changedNodes);
    if (one !== null) found.push(one);
  }
  return found.sort(
    (a, b) =>
      b.taskClass.template.priority - a.taskClass.template.priority ||
      a.tasks[0]!.createdAtMs - b.tasks[0]!.createdAtMs ||
      byCreation(a.tasks[0]!.id, b.tasks[0]!.id),
  );
}

/** @param only the nodes to try; null: all. */
function waitingOf(draft: Draft, replicaSetId: string, only: ReadonlySet<NodeId> | null): Waiting | null {
  const taskClass = classOf(draft.state, replicaSetId);
  const tasks = draft.state.find('waitingTasks', replicaSetId);
  const due = tasks.filter(({ notBeforeAtMs }) => notBeforeAtMs === null || notBeforeAtMs <= draft.nowMs);
  if (due.length < tasks.length) setBackoffAlarm(draft, replicaSetId, tasks);
  if (taskClass === null || due.length === 0) return null;
  const nodes = new BestNodes(draft.state, taskClass, {
    nodes: nodesToTry(draft, taskClass, only),
    enough: Math.max(fewestCandidates, 2 * due.length),
  });
  return { taskClass, tasks: due.sort((a, b) => byCreation(a.id, b.id)), nodes, isRetry: only !== null };
}

/** In a large cluster, nodes are looked at until so many can take a task (and two for each that waits). */
const fewestCandidates = 128;
/** Up to here a cluster is looked at as a whole. */
const smallCluster = 256;

function* nodesToTry(draft: Draft, { template, replicaSet }: TaskClass, only: ReadonlySet<NodeId> | null) {
  const { state } = draft;
  const isSpread = template.constraints.some(isDistributing);
  if (only !== null && !isSpread)
    yield [...only].sort(byCreation).flatMap((id) => state.get('nodes', id) ?? []);
  else if (isSpread || state.count('nodes') <= smallCluster) yield [...state.all('nodes')];
  else yield* shards(draft, replicaSet.id);
}

/** All nodes in parts, beginning somewhere else for each replica set and step. */
function* shards(draft: Draft, replicaSetId: string) {
  const first = Number(shardOf(replicaSetId)) + draft.revision;
  for (let index = 0; index < shardCount; index++) {
    yield draft.state.find('nodesByShard', String((first + index) % shardCount));
  }
}

function setBackoffAlarm(draft: Draft, replicaSetId: string, tasks: readonly TaskRecord[]): void {
  const later = tasks.map(({ notBeforeAtMs }) =>
    notBeforeAtMs !== null && notBeforeAtMs > draft.nowMs ? notBeforeAtMs : null,
  );
  draft.agenda.setAlarm(replicaSetId, earliest(...later));
}
