import type { RevisionRecord, TemplateRecord } from '@gantry/model';
import { isSame } from '../same.ts';
import type { CommitFacts } from './facts.ts';

/**
 * Invariant 5: numbers grow, a revision (but for its pin, its cause and what is known of its images) and a template never
 * change, a rollback restores exactly what was.
 */
export function checkRevisions({ before, commit, after }: CommitFacts): string[] {
  return commit.changes.flatMap((change) => {
    if (change.value === null) return [];
    if (change.table === 'templates') return checkTemplate(before.get('templates', change.key), change.value);
    if (change.table !== 'revisions') return [];
    const known = before.get('revisions', change.key);
    if (known !== undefined)
      return isSame(unchanging(known), unchanging(change.value))
        ? []
        : [`revision ${known.number}: it was changed`];
    return checkNewRevision({ before, commit, after }, change.value);
  });
}

function unchanging({ pinned: _p, cause: _c, images: _i, lost: _l, ...rest }: RevisionRecord) {
  return rest;
}

function checkTemplate(known: TemplateRecord | undefined, value: TemplateRecord): string[] {
  return known === undefined || isSame(known, value) ? [] : [`template ${known.hash}: it was changed`];
}

function checkNewRevision({ before, after }: CommitFacts, revision: RevisionRecord): string[] {
  const { number, deploymentId, restoredFrom, templateHash } = revision;
  const found: string[] = [];
  const earlier = before.revisionsOf(deploymentId);
  if (earlier.some((other) => other.number >= number))
    found.push(`revision ${number}: its number does not grow`);
  if (after.get('templates', templateHash) === undefined)
    found.push(`revision ${number}: its template is not there`);
  const restored = [...earlier, ...after.revisionsOf(deploymentId)].find(
    (other) => other.number === restoredFrom,
  );
  if (restored !== undefined && restored.templateHash !== templateHash) {
    found.push(
      `revision ${number}: it does not have the template of revision ${restoredFrom}, which it restores`,
    );
  }
  return found;
}
