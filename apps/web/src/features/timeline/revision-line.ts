import type { RevisionEntry } from '@gantry/client';
import type { ReferenceNoun } from '../../shared/reference-noun.ts';
import { changeLine } from '../../shared/template-change.ts';
import { wentWrong } from './revision-state.ts';

/** Why it went wrong here, what it changed, and why somebody made it, in one line. */
export function revisionLine(entry: RevisionEntry, noun: ReferenceNoun = 'image'): string {
  const { restoredFrom, diff, cause } = entry;
  const change = restoredFrom === null ? changeLine(diff, noun) : `restored r${restoredFrom}`;
  const own = change !== '' && saysItsChange(entry) ? '' : cause;
  return [wentWrong(entry), change, own].filter(Boolean).join(' · ');
}

/** Whether nobody gave a reason: it is what was done, in the engine's words. */
function saysItsChange({ restoredFrom, images, cause }: RevisionEntry): boolean {
  return (
    cause === `roll back to revision ${restoredFrom}` ||
    images.some(({ container, image }) => cause === `set image ${container}=${image}`)
  );
}
