import type { NodeRecord, VolumeRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescind } from '../offer/end-offer.ts';
import { mounts } from '../place/volume-place.ts';
import { aboutVolume, record } from '../timeline.ts';

/** Lets go of a volume that nothing mounts; returns what becomes of its data, in a sentence. */
export function releaseVolume(draft: Draft, volume: VolumeRecord, data: VolumeRecord['reclaim']): string {
  takeBackOffers(draft, volume);
  const { name, state } = volume;
  const isMade = state === 'ready' || state === 'deleting';
  const node = isMade && data === 'delete' ? nodeThatCanDelete(draft, volume) : null;
  if (node !== null) {
    draft.put('volumes', {
      ...volume,
      nodeId: node.id,
      state: 'deleting',
      message: '',
      updatedAtMs: draft.nowMs,
    });
    return tell(draft, volume, `Volume ${name} is being deleted with its data on ${node.name}.`);
  }
  draft.remove('volumes', volume.id);
  if (!isMade) return tell(draft, volume, `Volume ${name} is deleted; it had no data.`);
  const where = volume.nodeId === null ? undefined : draft.state.get('nodes', volume.nodeId)?.name;
  return tell(draft, volume, `Volume ${name} is deleted; its data stays${where ? ` on ${where}` : ''}.`);
}

/** Who was offered it cannot have it any more. */
function takeBackOffers(draft: Draft, { id, name, nodeId }: VolumeRecord): void {
  if (nodeId === null) return;
  for (const offer of draft.state.find('outstandingOffersByNode', nodeId))
    if (offer.volumes?.includes(id)) rescind(draft, offer, `Volume ${name} is deleted.`);
}

function tell(draft: Draft, volume: VolumeRecord, message: string): string {
  record(draft, aboutVolume(volume), 'VolumeDeleted', message);
  return message;
}

/** The node that has it, or any one that can reach it. */
function nodeThatCanDelete(draft: Draft, volume: VolumeRecord): NodeRecord | null {
  if (volume.nodeId !== null) return draft.state.get('nodes', volume.nodeId) ?? null;
  for (const node of draft.state.all('nodes')) {
    if (node.status === 'ready' && mounts(node, volume.driver)) return node;
  }
  return null;
}
