import {
  addResources,
  type JobId,
  type NodeId,
  type NodeRecord,
  noResources,
  type OfferRecord,
  type Resources,
  resourceKinds,
  subtractResources,
} from '@gantry/model';
import { holdsRoom, type NodeHolding } from './holdings.ts';
import { reservedVolumesOn, roomOf } from './reserved-volumes.ts';
import type { State } from './state.ts';

export const isWithin = (role: string, above: string) => role === above || role.startsWith(`${above}/`);

const least = (a: Resources, b: Resources): Resources => ({
  cpuMillis: Math.max(0, Math.min(a.cpuMillis, b.cpuMillis)),
  memoryBytes: Math.max(0, Math.min(a.memoryBytes, b.memoryBytes)),
  diskBytes: Math.max(0, Math.min(a.diskBytes, b.diskBytes)),
  gpus: Math.max(0, Math.min(a.gpus, b.gpus)),
});

/** Who looks for room: a role, and a job where it is one's. */
export interface Seeker {
  role: string;
  jobId: JobId | null;
}

/**
 * What a node's tasks and offers take, for somebody who looks for room there: what is reserved for others and not used
 * by them, or kept for a gang, is taken as well (rules OF15, JB15).
 */
export function holdingFor(state: State, nodeId: NodeId, seeker: Seeker): NodeHolding {
  const holding = state.holdingOf(nodeId);
  if (state.index('reservationsByNode').isEmpty(nodeId)) return holding;
  const kept = unusedOn(state, nodeId)
    .filter((one) => !isFor(one, seeker))
    .reduce((sum, { unused }) => addResources(sum, unused), noResources);
  return { ...holding, resources: addResources(holding.resources, kept) };
}

const isFor = (kept: { role: string; jobId: JobId | null }, { role, jobId }: Seeker) =>
  kept.jobId === null ? isWithin(role, kept.role) : kept.jobId === jobId;

/** For whom a node's room is kept that somebody could have otherwise: `role prod`, `job mpi`. */
export function keptFrom(state: State, nodeId: NodeId, seeker: Seeker): string[] {
  return unusedOn(state, nodeId)
    .filter((one) => !isFor(one, seeker) && resourceKinds.some((kind) => one.unused[kind] > 0))
    .map(({ role, jobId }) =>
      jobId === null ? `role ${role}` : `job ${state.get('jobs', jobId)?.name ?? jobId}`,
    );
}

/** Of a node's reservations what nothing of their roles uses, but for some offers; a reservation deeper in the tree of roles is used first. */
function unusedOn(
  state: State,
  nodeId: NodeId,
  but: readonly OfferRecord[] = [],
): { role: string; jobId: JobId | null; isStatic: boolean; unused: Resources }[] {
  const held = heldByRole(state, nodeId, but);
  return state
    .find('reservationsByNode', nodeId)
    .sort((a, b) => b.role.split('/').length - a.role.split('/').length || (a.role < b.role ? -1 : 1))
    .map(({ role, resources, jobId = null, isStatic = false }) => {
      let unused = resources;
      // A gang uses nothing of what is kept for it until it starts, and then nothing is kept any more.
      if (jobId !== null) return { role, jobId, isStatic, unused };
      for (const [own, amount] of held) {
        if (!isWithin(own, role)) continue;
        const used = least(unused, amount);
        unused = subtractResources(unused, used);
        held.set(own, subtractResources(amount, used));
      }
      return { role, jobId, isStatic, unused };
    });
}

/** Disk that is reserved for just this role on a node and that nothing uses, offers but for `held` included. */
export function unusedDiskFor(
  state: State,
  { nodeId, role }: Pick<OfferRecord, 'nodeId' | 'role'>,
  held: readonly OfferRecord[],
): number {
  const unused = unusedOn(state, nodeId, held).filter((one) => one.jobId === null && one.role === role);
  return unused.reduce((sum, one) => sum + one.unused.diskBytes, 0);
}

/** What of an offer to a role is kept for it or for roles above it; the deepest of them first. */
export function reservedIn(
  state: State,
  { nodeId, role, resources }: Pick<OfferRecord, 'nodeId' | 'role' | 'resources'>,
): NonNullable<OfferRecord['reserved']> {
  if (state.index('reservationsByNode').isEmpty(nodeId)) return [];
  let rest = resources;
  return unusedOn(state, nodeId)
    .filter((one) => one.jobId === null && isWithin(role, one.role))
    .map(({ unused, role: kept, isStatic }) => {
      const part = least(rest, unused);
      rest = subtractResources(rest, part);
      return { role: kept, isStatic, resources: part };
    })
    .filter((one) => resourceKinds.some((kind) => one.resources[kind] > 0));
}

function heldByRole(state: State, nodeId: NodeId, but: readonly OfferRecord[]): Map<string, Resources> {
  const held = new Map<string, Resources>();
  const hold = (role: string, resources: Resources) =>
    held.set(role, addResources(held.get(role) ?? noResources, resources));
  for (const task of state.tasksOfNode(nodeId)) if (holdsRoom(task)) hold(task.role, state.needsOfTask(task));
  for (const offer of state.find('outstandingOffersByNode', nodeId))
    if (!but.includes(offer)) hold(offer.role, offer.resources);
  for (const volume of reservedVolumesOn(state, nodeId))
    hold(volume.persistence!.role, roomOf(volume)!.resources);
  return held;
}

/** What could be reserved for a role on a node: what neither other roles use nor is reserved already. */
export function reservableFor(state: State, node: NodeRecord, role: string): Resources {
  const reserved = state
    .find('reservationsByNode', node.id)
    // What a gang gathers it gathers anew of what is left.
    .filter(({ jobId }) => jobId === undefined)
    .reduce((sum, { resources }) => addResources(sum, resources), noResources);
  const usedByOthers = state
    .tasksOfNode(node.id)
    .filter((task) => holdsRoom(task) && !isWithin(task.role, role))
    .reduce((sum, task) => addResources(sum, state.needsOfTask(task)), noResources);
  const left = subtractResources(subtractResources(node.resources, reserved), usedByOthers);
  return least(left, node.resources);
}
