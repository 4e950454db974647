import {
  addResources,
  type JobId,
  multiplyResources,
  type NodeId,
  type NodeRecord,
  noResources,
  type Resources,
  resourceKinds,
  subtractResources,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { refusalOfNode } from '../place/filters.ts';
import type { TaskClass } from '../place/task-class.ts';
import { isSame } from '../same.ts';
import { freeOf, holdsRoom } from '../state/holdings.ts';
import { byCreation } from '../state/record-key.ts';
import { holdingFor } from '../state/reservations.ts';
import type { State } from '../state/state.ts';
import { lesser, positive } from './quota.ts';
import type { Waiting } from './waiting.ts';

/**
 * Keeps room for a gang (rule JB15): whole for the ranks that fit now, and for the others what is free already on the
 * nodes that come nearest, as far as they could have a rank once what ends by itself has ended.
 */
export function keepGathered(draft: Draft, waiting: Waiting, nodes: readonly NodeRecord[]): void {
  const { state } = draft;
  const { jobId, role, needs } = waiting.taskClass;
  const fitting = new Map<NodeId, number>();
  for (const { id } of nodes) fitting.set(id, (fitting.get(id) ?? 0) + 1);
  const kept = new Map<NodeId, Resources>();
  for (const [id, ranks] of fitting) kept.set(id, multiplyResources(needs.resources, ranks));
  let missing = waiting.tasks.length - nodes.length;
  for (const { node, rest } of nearestFirst(state, waiting.taskClass, kept)) {
    if (missing <= 0) break;
    const has = kept.get(node.id) ?? noResources;
    const room = subtractResources(roomInTime(state, node, waiting.taskClass), has);
    const more = Math.min(missing, timesIn(positive(room), needs.resources));
    if (more <= 0) continue;
    missing -= more;
    kept.set(node.id, addResources(has, lesser(rest, multiplyResources(needs.resources, more))));
  }
  for (const { id, nodeId } of state.find('reservationsByJob', jobId!))
    if (isNothing(kept.get(nodeId) ?? noResources)) draft.remove('reservations', id);
  for (const [nodeId, resources] of kept) keep(draft, { jobId: jobId!, role, nodeId, resources });
}

interface Near {
  node: NodeRecord;
  /** Free beyond what the ranks that fit take. */
  rest: Resources;
}

/** Nodes that may have a rank: those where room is kept already, then those that have most of what one needs. */
function nearestFirst(state: State, taskClass: TaskClass, taken: ReadonlyMap<NodeId, Resources>): Near[] {
  const holders = new Set(state.find('reservationsByJob', taskClass.jobId!).map(({ nodeId }) => nodeId));
  const wanted = taskClass.needs.resources;
  const ranked = [...state.all('nodes')]
    .filter((node) => refusalOfNode(node, taskClass) === null)
    .map((node) => {
      const free = positive(freeOf(node, holdingFor(state, node.id, taskClass)));
      const rest = positive(subtractResources(free, taken.get(node.id) ?? noResources));
      return { node, rest, isHolder: holders.has(node.id), share: shareOf(rest, wanted) };
    });
  return ranked.sort(
    (a, b) =>
      Number(b.isHolder) - Number(a.isHolder) || b.share - a.share || byCreation(a.node.id, b.node.id),
  );
}

/** How much of what is wanted there is, by what there is least of: 0..1 and beyond. */
function shareOf(has: Resources, wanted: Resources): number {
  const kinds = resourceKinds.filter((kind) => wanted[kind] > 0);
  return kinds.length === 0 ? 1 : Math.min(...kinds.map((kind) => has[kind] / wanted[kind]));
}

const isNothing = (resources: Resources) => resourceKinds.every((kind) => resources[kind] <= 0);

/** What a node would have if all had ended that ends by itself: what deployments run stays. */
export function roomInTime(state: State, node: NodeRecord, taskClass: TaskClass): Resources {
  const staying = state
    .tasksOfNode(node.id)
    .filter((task) => task.deploymentId !== null && holdsRoom(task))
    .reduce((sum, task) => addResources(sum, state.needsOfTask(task)), noResources);
  const forOthers = subtractResources(
    holdingFor(state, node.id, taskClass).resources,
    state.holdingOf(node.id).resources,
  );
  return positive(subtractResources(subtractResources(node.resources, staying), forOthers));
}

export function timesIn(room: Resources, wanted: Resources): number {
  const kinds = resourceKinds.filter((kind) => wanted[kind] > 0);
  return Math.min(...kinds.map((kind) => Math.floor(room[kind] / wanted[kind])));
}

function keep(
  draft: Draft,
  kept: { jobId: JobId; role: string; nodeId: NodeId; resources: Resources },
): void {
  if (isNothing(kept.resources)) return;
  const id = `${kept.nodeId}@${kept.jobId}`;
  const before = draft.state.get('reservations', id);
  if (before !== undefined && isSame(before.resources, kept.resources)) return;
  const createdAtMs = before?.createdAtMs ?? draft.nowMs;
  draft.put('reservations', { ...kept, id, principal: '', createdAtMs });
}

/** Nothing is kept for the job any more. */
export function letGo(draft: Draft, jobId: JobId | null): void {
  if (jobId === null) return;
  for (const { id } of draft.state.find('reservationsByJob', jobId)) draft.remove('reservations', id);
}
