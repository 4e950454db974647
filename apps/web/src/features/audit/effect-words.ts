import type { AuditEffect, ChangedObject } from '@gantry/client';
import { type Change, meaningOf } from '../../shared/template-change.ts';

/** Why there is nothing to show before and after; null: there is. */
const whyNothing: Record<AuditEffect['state'], string | null> = {
  told: null,
  none: 'Nothing in the cluster is different for it.',
  waiting: 'It waits for its undo window, and nothing is changed yet.',
  withdrawn: 'It was withdrawn before its undo window was over. Nothing was changed.',
  refused: 'When its undo window was over it could not be done any more. Nothing was changed.',
  unknown: 'Nothing is kept of it that could be compared.',
  forgotten: 'The history no longer reaches back so far: what it changed is forgotten.',
};

/** People and their rights are kept beside the cluster, and have no history. */
const whyNothingOfPeople = 'Who may do what is kept beside the cluster: the settings show how it is now.';

/** Why nothing is told of an act; null: what it changed is told. */
export const whyNothingOf = (verb: string, state: AuditEffect['state']): string | null =>
  state === 'none' && verb.startsWith('people.') ? whyNothingOfPeople : whyNothing[state];

export const changeWords: Record<ChangedObject['change'], string> = {
  added: 'new',
  removed: 'gone',
  changed: 'changed',
};

/** What differs of an object in the words of a person, one line each. */
export const linesOf = ({ differences }: ChangedObject): Change[] =>
  meaningOf(differences).map((change) =>
    ownText.test(change.path)
      ? change
      : { ...change, before: spelled(change.before), after: spelled(change.after) },
  );

/** What a person or a program wrote is told as it was written, also where it is JSON. */
const ownText = /(^|\.)(env|data|annotations|command|args)(\[|\.|$)/;

/** `{"maxRestarts":3,"onFailure":"pause"}` as `maxRestarts: 3, onFailure: pause`, which a narrow column breaks between words. */
function spelled(value: string | null): string | null {
  if (value === null || !value.startsWith('{')) return value;
  try {
    const fields = Object.entries(JSON.parse(value) as object);
    const told = fields.map(
      ([key, field]) => `${key}: ${typeof field === 'object' ? JSON.stringify(field) : field}`,
    );
    return told.join(', ') || value;
  } catch {
    // Cut off, or no JSON at all.
    return value;
  }
}
