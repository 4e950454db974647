import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { releaseVolume } from '../plan/release-volume.ts';
import { pathOf } from '../state/indexes.ts';
import { jobReadersOf, readersOf } from '../state/readers.ts';
import { holdersOf } from '../state/volume-holders.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';
import { namesOf } from './some-names.ts';

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
  const named = { kind: 'volume', namespace, name } as const;
  const readers = [...readersOf(draft.state, named), ...jobReadersOf(draft.state, named)];
  if (readers.length > 0 && !force) {
    return refuse(
      'in_use',
      `Volume ${name} is used by ${namesOf(readers)}, whose next tasks would wait for it; change them first, or force it.`,
    );
  }
  return accepted(pathOf(volume), releaseVolume(draft, volume, command.data ?? volume.reclaim));
}
