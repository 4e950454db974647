import type { NodeRecord } from '@gantry/model';
import { isWithin } from '../state/reservations.ts';
import { isFree, reservedVolumesOn } from '../state/reserved-volumes.ts';
import type { State } from '../state/state.ts';

/** Volumes of reserved disk that the role may have, which no task uses and no other offer holds out. */
export function volumesFor(state: State, { id }: NodeRecord, role: string): string[] {
  const all = reservedVolumesOn(state, id).filter(
    (volume) => isWithin(role, volume.persistence!.role) && isFree(state, volume),
  );
  if (all.length === 0) return [];
  const offered = new Set(state.find('outstandingOffersByNode', id).flatMap(({ volumes = [] }) => volumes));
  return all.map((volume) => volume.id).filter((one) => !offered.has(one));
}
