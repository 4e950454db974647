import { type CommandOf, err, type Rejection, rejection, sizeNote, type VolumeRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { wakeWaiting } from '../offer/wake-waiting.ts';
import { isSame } from '../same.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutVolume, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo } from './answer.ts';
import { ensureNamespace } from './namespace.ts';

type Save = CommandOf<'volume.save'>;

/** What a volume of reserved disk was made with. */
const ofReserved = ['capacityBytes', 'access'] as const;

/** Makes a volume, whose data comes to be where its first task goes; or changes what is asked of one (rules VO). */
export function saveVolume(draft: Draft, command: Save): Acceptance {
  const before = draft.state.volume(command.namespace, command.name);
  const refusal = refusalOf(command, before);
  if (refusal !== null) return err(refusal);
  return before === undefined ? create(draft, command) : update(draft, before, command);
}

function refusalOf(command: Save, before: VolumeRecord | undefined): Rejection | null {
  const { mode, name, namespace } = command;
  if (before === undefined) {
    if (mode !== 'update') return null;
    return rejection('not_found', `There is no volume ${name} in namespace ${namespace}; create it first.`);
  }
  if (before.state === 'deleting')
    return rejection('gone', `Volume ${name} is being deleted; wait until it is gone.`);
  if (mode === 'create') {
    return rejection(
      'already_exists',
      `Volume ${name} exists already in namespace ${namespace}; choose another name, or update it.`,
    );
  }
  const fields = ['driver', 'options', ...(before.persistence === undefined ? [] : ofReserved)] as const;
  const field = fields.find((one) => !isSame(before[one], command[one]));
  if (field === undefined) return null;
  const message = 'cannot be changed, as data may be there already; make another volume instead';
  return rejection('immutable', `${field}: ${message}`, [{ field, message }]);
}

const withSizeNote = (said: string, volume: VolumeRecord) =>
  [said, sizeNote(volume) ?? ''].join(' ').trimEnd();

function create(draft: Draft, command: Save): Acceptance {
  const unusable = ensureNamespace(draft, command.namespace);
  if (unusable !== null) return err(unusable);
  const { type: _, mode: __, ...asked } = command;
  const { nowMs, actor } = draft;
  const volume = draft.put('volumes', {
    id: draft.newId('volume'),
    ...asked,
    nodeId: null,
    state: 'pending',
    message: 'Its data comes to be on the node of the first task that uses it.',
    author: actor.name,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
  record(draft, aboutVolume(volume), 'VolumeSaved', `Saved with the driver ${volume.driver}.`);
  wakeWaiting(draft, volume.namespace);
  return accepted(pathOf(volume), withSizeNote(`Volume ${volume.name} is saved.`, volume));
}

function update(draft: Draft, before: VolumeRecord, command: Save): Acceptance {
  const { labels, annotations, capacityBytes, access, reclaim } = command;
  const after = draft.update('volumes', before, { labels, annotations, capacityBytes, access, reclaim });
  if (after === before) return alreadySo(pathOf(before), `Volume ${before.name} is so already.`);
  draft.update('volumes', after, { updatedAtMs: draft.nowMs });
  record(draft, aboutVolume(after), 'VolumeSaved', 'What is asked of it was changed.');
  wakeWaiting(draft, after.namespace);
  return accepted(pathOf(after), withSizeNote(`Volume ${after.name} is saved.`, after));
}
