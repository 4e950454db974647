import { noResources, type Resources, type VolumeRecord } from '@gantry/model';
import type { View } from '../port.ts';
import { holdersOf } from './volume-holders.ts';

/** The room of its node that a volume takes by itself: one of reserved disk does, from when it is made to when its data is gone. */
export function roomOf(volume: VolumeRecord | null): { nodeId: string; resources: Resources } | null {
  const takesRoom = volume?.persistence !== undefined && volume.state !== 'lost';
  return takesRoom && volume.nodeId !== null
    ? { nodeId: volume.nodeId, resources: { ...noResources, diskBytes: volume.capacityBytes } }
    : null;
}

/** A node's volumes of reserved disk, for whatever role. */
export function reservedVolumesOn(view: View, nodeId: VolumeRecord['nodeId']): VolumeRecord[] {
  if (nodeId === null) return [];
  return [...view.volumesOfNode(nodeId)].filter((volume) => roomOf(volume) !== null);
}

/** The one that a role has under that id on a node. */
export function reservedVolume(
  view: View,
  nodeId: VolumeRecord['nodeId'],
  { role, id }: { role: string; id: string },
): VolumeRecord | undefined {
  return reservedVolumesOn(view, nodeId).find(
    ({ persistence }) => persistence?.role === role && persistence.id === id,
  );
}

/** Whether a task could mount it now. */
export const isFree = (view: View, volume: VolumeRecord): boolean =>
  volume.state === 'ready' && holdersOf(view, volume).length === 0;
