import type { NodeId } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutVolume, record } from '../timeline.ts';

/** An agent deleted the data of a volume, or says why it cannot. */
export function acceptVolumeRemoved(
  draft: Draft,
  { nodeId, volumeId, error }: { nodeId: NodeId; volumeId: string; error: string | null },
): void {
  const volume = draft.state.get('volumes', volumeId);
  if (volume === undefined || volume.state !== 'deleting' || volume.nodeId !== nodeId) return;
  if (error === null) {
    record(draft, aboutVolume(volume), 'VolumeDeleted', `The data of volume ${volume.name} is deleted.`);
    draft.remove('volumes', volume.id);
    return;
  }
  draft.update('volumes', volume, { message: error });
  record(draft, aboutVolume(volume), 'VolumeFailed', error);
}
