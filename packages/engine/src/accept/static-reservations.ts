import type { NodeDescription, NodeRecord, ReservationRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescindFromOthers } from '../offer/end-offer.ts';
import { isSame } from '../same.ts';
import { aboutNode, record } from '../timeline.ts';

/** No role has a `:`, so it is never the id of what operators and frameworks reserve. */
const idOf = ({ id }: NodeRecord, role: string) => `${id}:${role}`;

/** Keeps of a node for roles what its agent says, and no longer what it said before (rule OF16). */
export function keepAsDescribed(
  draft: Draft,
  node: NodeRecord,
  { reserved = [] }: Pick<NodeDescription, 'reserved'>,
): void {
  const wanted = new Map(reserved.map(({ role, resources }) => [role, resources]));
  for (const known of draft.state.find('reservationsByNode', node.id)) {
    if (known.isStatic !== true || wanted.has(known.role)) continue;
    draft.remove('reservations', known.id);
    record(draft, aboutNode(node), 'Unreserved', `Its agent keeps nothing for ${known.role} any more.`);
  }
  for (const [role, resources] of wanted) keep(draft, node, { role, resources });
}

function keep(
  draft: Draft,
  node: NodeRecord,
  { role, resources }: Pick<ReservationRecord, 'role' | 'resources'>,
): void {
  const id = idOf(node, role);
  const before = draft.state.get('reservations', id);
  if (before !== undefined && isSame(before.resources, resources)) return;
  const createdAtMs = before?.createdAtMs ?? draft.nowMs;
  draft.put('reservations', {
    ...{ id, nodeId: node.id, role, resources, createdAtMs },
    principal: '',
    isStatic: true,
  });
  rescindFromOthers(draft, node, role);
  record(draft, aboutNode(node), 'Reserved', `Resources are reserved for ${role} by its agent.`);
}
