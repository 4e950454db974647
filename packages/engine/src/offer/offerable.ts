import { addResources, type NodeRecord, noResources, type Resources, resourceKinds } from '@gantry/model';
import { freeOf } from '../state/holdings.ts';
import type { State } from '../state/state.ts';

/** Less than this of both is not worth an offer: Mesos's own bound. */
const leastCpuMillis = 10;
const leastMemoryBytes = 32 * 1024 ** 2;

/** Whether there is enough of it for an offer. */
export function isWorthIt({ cpuMillis, memoryBytes }: Resources): boolean {
  return cpuMillis >= leastCpuMillis || memoryBytes >= leastMemoryBytes;
}

/** Whether a node's free resources are held out to anybody. Frameworks from outside tolerate no taints. */
export function mayBeOffered({ status, cordoned, drain, taints }: NodeRecord): boolean {
  if (status !== 'ready' || cordoned || drain !== null) return false;
  return !taints.some(({ effect }) => effect !== 'PreferNoSchedule');
}

/** Whether something of the node can be held out. `takesCrumbs`: somebody wants also less than is usually worth it. */
export function hasRoom(
  state: State,
  node: NodeRecord | undefined,
  takesCrumbs: boolean,
): node is NodeRecord {
  if (node === undefined || !mayBeOffered(node)) return false;
  const free = freeOf(node, state.holdingOf(node.id));
  return isWorthIt(free) || (takesCrumbs && resourceKinds.some((kind) => free[kind] > 0));
}

/** What is free in the whole cluster, as far as it may be offered. */
export function freeInAll(state: State): Resources {
  let sum = noResources;
  for (const node of state.all('nodes')) {
    if (!mayBeOffered(node)) continue;
    const { cpuMillis, memoryBytes, diskBytes, gpus } = freeOf(node, state.holdingOf(node.id));
    sum = addResources(sum, {
      cpuMillis: Math.max(0, cpuMillis),
      memoryBytes: Math.max(0, memoryBytes),
      diskBytes: Math.max(0, diskBytes),
      gpus: Math.max(0, gpus),
    });
  }
  return sum;
}
