import {
  addResources,
  type CommandOf,
  fitsIn,
  type NodeRecord,
  noResources,
  type ReservationRecord,
  resourceKinds,
  subtractResources,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescindFromOthers } from '../offer/end-offer.ts';
import { reservableFor } from '../state/reservations.ts';
import { reservedVolumesOn } from '../state/reserved-volumes.ts';
import { aboutNode, record } from '../timeline.ts';
import { type Acceptance, accepted, findNode, refuse } from './answer.ts';
import { namesOf } from './some-names.ts';

const idOf = ({ id }: NodeRecord, role: string) => `${id}/${role}`;

/** Keeps so much of a node for a role, beyond what is kept for it already. Offers that others hold of it are taken back. */
export function reserveOnNode(draft: Draft, command: CommandOf<'node.reserve'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const [node, { role, resources, principal }] = [found.value, command];
  if (role === '*') return refuse('invalid', 'role: `*` is everybody; reserve for a role of its own.');
  if (!fitsIn(resources, reservableFor(draft.state, node, role)))
    return refuse(
      'conflict',
      `Node ${node.name} has not so much that others neither use nor have reserved; ask for less.`,
    );
  const before = draft.state.get('reservations', idOf(node, role));
  const reservation: ReservationRecord = {
    id: idOf(node, role),
    nodeId: node.id,
    role,
    resources: addResources(before?.resources ?? noResources, resources),
    principal,
    createdAtMs: before?.createdAtMs ?? draft.nowMs,
  };
  draft.put('reservations', reservation);
  rescindFromOthers(draft, node, role);
  record(draft, aboutNode(node), 'Reserved', `Resources are reserved for ${role}.`);
  return accepted(node.name, `Reserved for ${role} on ${node.name}.`);
}

/** What the agent keeps itself is not given back here (rule OF16). */
function byItsAgent(draft: Draft, { id }: NodeRecord, role: string): string {
  const isStatic = draft.state
    .find('reservationsByNode', id)
    .some((one) => one.role === role && one.isStatic === true);
  return isStatic ? ' but by its agent, where GANTRY_RESERVED says how much' : '';
}

/** Volumes that the rest of what is reserved has no room for; null: it has room for all of them. */
function inTheWay(
  draft: Draft,
  { id }: NodeRecord,
  { role, diskBytes }: { role: string; diskBytes: number },
): string | null {
  const volumes = reservedVolumesOn(draft.state, id).filter(({ persistence }) => persistence?.role === role);
  const taken = volumes.reduce((sum, { capacityBytes }) => sum + capacityBytes, 0);
  const reserved = draft.state
    .find('reservationsByNode', id)
    .filter((one) => one.role === role && one.jobId === undefined)
    .reduce((sum, { resources }) => sum + resources.diskBytes, 0);
  return diskBytes > 0 && taken > reserved - diskBytes ? namesOf(volumes) : null;
}

export function unreserveOnNode(draft: Draft, command: CommandOf<'node.unreserve'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const [node, { role, resources }] = [found.value, command];
  const before = draft.state.get('reservations', idOf(node, role));
  if (before === undefined || !fitsIn(resources, before.resources))
    return refuse(
      'conflict',
      `So much is not reserved for ${role} on ${node.name}${byItsAgent(draft, node, role)}.`,
    );
  const volumes = inTheWay(draft, node, { role, diskBytes: resources.diskBytes });
  if (volumes !== null)
    return refuse(
      'in_use',
      `Disk of ${node.name} that is reserved for ${role} is in volumes: ${volumes}; destroy them first.`,
    );
  const left = subtractResources(before.resources, resources);
  if (resourceKinds.every((kind) => left[kind] === 0)) draft.remove('reservations', before.id);
  else draft.put('reservations', { ...before, resources: left });
  record(draft, aboutNode(node), 'Unreserved', `Resources are no longer reserved for ${role}.`);
  return accepted(node.name, `No longer reserved for ${role} on ${node.name}.`);
}
