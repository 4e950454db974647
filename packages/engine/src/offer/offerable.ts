import { addResources, type NodeRecord, noResources, type Resources } from '@gantry/model';
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

export function hasRoom(state: State, node: NodeRecord | undefined): node is NodeRecord {
  return node !== undefined && mayBeOffered(node) && isWorthIt(freeOf(node, state.holdingOf(node.id)));
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
