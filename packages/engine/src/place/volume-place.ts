import { isOnOneNode, type NodeRecord, storageAttribute, type VolumeRecord } from '@gantry/model';
import type { State } from '../state/state.ts';
import { holdersOf } from '../state/volume-holders.ts';
import { type Refusal, refuse } from './filters.ts';
import type { TaskClass } from './task-class.ts';

/** Whether the node's agent can mount volumes of the driver. One that does not say is taken to. */
export function mounts({ attributes }: NodeRecord, driver: string): boolean {
  const drivers = attributes[storageAttribute];
  return drivers === undefined || drivers.split(',').includes(driver);
}

/** Whether the class's named volumes let a task of it go to the node (rules VO). */
export function refusalOfVolumes(
  state: State,
  node: NodeRecord,
  { needs, namespace }: Pick<TaskClass, 'needs' | 'namespace'>,
): Refusal | null {
  for (const name of needs.volumes) {
    const volume = state.volume(namespace, name);
    const refusal = volume === undefined ? null : refusalOfVolume(state, node, volume);
    if (refusal !== null) return refusal;
  }
  return null;
}

function refusalOfVolume(state: State, node: NodeRecord, volume: VolumeRecord): Refusal | null {
  const { name, driver, nodeId, access } = volume;
  if (!mounts(node, driver)) return refuse('volumeDriver', `${driver} (of volume ${name})`);
  if (isOnOneNode(volume) && nodeId !== null && nodeId !== node.id)
    return refuse('volume', `${name}, which lies on ${state.get('nodes', nodeId)?.name ?? nodeId}`);
  if (access === 'manyReaders' || access === 'manyWriters') return null;
  const holders = holdersOf(state, volume);
  const other = access === 'oneTask' ? holders[0] : holders.find((task) => task.nodeId !== node.id);
  return other === undefined ? null : refuse('volumeInUse', `${name}, which ${other.name} has`);
}
