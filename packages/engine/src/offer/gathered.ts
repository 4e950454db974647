import {
  type JobId,
  multiplyResources,
  type NodeId,
  type NodeRecord,
  type ReservationRecord,
  type Resources,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { isSame } from '../same.ts';
import type { Waiting } from './waiting.ts';

/** On each node the room for as many tasks as fit there now is kept for the gang, and no more (rule JB15). */
export function keepGathered(
  draft: Draft,
  { taskClass: { jobId, role, needs } }: Waiting,
  nodes: readonly NodeRecord[],
): void {
  const fitting = Map.groupBy(nodes, ({ id }) => id);
  for (const known of draft.state.find('reservationsByJob', jobId!))
    if (!fitting.has(known.nodeId)) draft.remove('reservations', known.id);
  for (const [nodeId, { length }] of fitting)
    keep(draft, { jobId: jobId!, role, nodeId, resources: multiplyResources(needs.resources, length) });
}

function keep(
  draft: Draft,
  kept: { jobId: JobId; role: string; nodeId: NodeId; resources: Resources },
): void {
  const id = `${kept.nodeId}@${kept.jobId}`;
  const before = draft.state.get('reservations', id);
  if (before !== undefined && isSame(before.resources, kept.resources)) return;
  const createdAtMs = before?.createdAtMs ?? draft.nowMs;
  const reservation: ReservationRecord = { ...kept, id, principal: '', createdAtMs };
  draft.put('reservations', reservation);
}

/** Nothing is kept for the job any more. */
export function letGo(draft: Draft, jobId: JobId | null): void {
  if (jobId === null) return;
  for (const { id } of draft.state.find('reservationsByJob', jobId)) draft.remove('reservations', id);
}
