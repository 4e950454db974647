import type { CommandOf, NodeRecord, VolumeRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { mounts } from '../place/volume-place.ts';
import { pathOf } from '../state/indexes.ts';
import { readersOf } from '../state/readers.ts';
import { holdersOf } from '../state/volume-holders.ts';
import { aboutVolume, record } from '../timeline.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';
import { namesOf } from './configuration-save.ts';

/** Deletes the volume; its data stays or goes as the command says (rules VO). */
export function deleteVolume(draft: Draft, command: CommandOf<'volume.delete'>): Acceptance {
  const { namespace, name, force } = command;
  const volume = draft.state.volume(namespace, name);
  if (volume === undefined)
    return refuse('not_found', `There is no volume ${name} in namespace ${namespace}.`);
  const holders = holdersOf(draft.state, volume);
  if (holders.length > 0) {
    return refuse('in_use', `Volume ${name} is mounted by ${namesOf(holders)}; stop what uses it first.`);
  }
  const readers = readersOf(draft.state, { kind: 'volume', namespace, name });
  if (readers.length > 0 && !force) {
    return refuse(
      'in_use',
      `Volume ${name} is used by ${namesOf(readers)}, whose next tasks would wait for it; change them first, or force it.`,
    );
  }
  return accepted(pathOf(volume), release(draft, volume, command.data ?? volume.reclaim));
}

/** Lets go of a volume that nothing mounts; returns what becomes of its data, in a sentence. */
export function release(draft: Draft, volume: VolumeRecord, data: VolumeRecord['reclaim']): string {
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
