import { isOnOneNode, type NodeRecord, type TaskRecord, type VolumeRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutVolume, record } from '../timeline.ts';

/** The first task that goes to a node with a volume decides where the volume's data comes to be. */
export function bindVolumes(
  draft: Draft,
  { namespace, name: task }: TaskRecord,
  { node, names }: { node: NodeRecord; names: readonly string[] },
): void {
  for (const name of names) {
    const volume = draft.state.volume(namespace, name);
    if (volume?.state !== 'pending') continue;
    const bound = draft.put('volumes', { ...boundTo(volume, node), updatedAtMs: draft.nowMs });
    if (bound.nodeId !== null)
      record(draft, aboutVolume(bound), 'VolumeBound', `Its data lies on ${node.name}, where ${task} went.`);
  }
}

/** The volume once a task of that node uses it. */
export function boundTo(volume: VolumeRecord, node: NodeRecord): VolumeRecord {
  return { ...volume, nodeId: isOnOneNode(volume) ? node.id : null, state: 'ready', message: '' };
}

/** Data that only a removed node had is gone; what was to be deleted there is. */
export function loseVolumes(draft: Draft, { id, name }: NodeRecord): void {
  for (const volume of draft.state.find('volumesByNode', id)) {
    if (volume.state === 'deleting') {
      draft.remove('volumes', volume.id);
      continue;
    }
    const message = `Its data was on ${name}, which was removed from the cluster.`;
    draft.put('volumes', { ...volume, state: 'lost', message, updatedAtMs: draft.nowMs });
    record(draft, aboutVolume(volume), 'VolumeLost', message);
  }
}
