import { useEffect, useState } from 'react';
import type { Plan } from '../../live/plans.ts';

/** A plan's moves as lines, without the names of containers to come: the same moves are the same lines. */
export function planLines(plan: Pick<Plan, 'waves'>): string[] {
  return plan.waves.flatMap(({ moves }, wave) =>
    moves.map(({ action, taskName, fromNode, toNode, revision }) =>
      action === 'stop'
        ? `${wave} stop ${taskName} ${fromNode}`
        : `${wave} ${action} r${revision} ${toNode ?? ''}`,
    ),
  );
}

/** How many lines of `now` were not in `before`, or are missing: whichever is more. */
export function changedLines(before: readonly string[], now: readonly string[]): number {
  const left = [...before];
  let added = 0;
  for (const line of now) {
    const at = left.indexOf(line);
    if (at === -1) added += 1;
    else left.splice(at, 1);
  }
  return Math.max(added, left.length);
}

interface Seen {
  question: string;
  hash: string;
  lines: readonly string[];
}

/**
 * What a person has looked at of a plan that moves on while it is open. `question`: what is asked; another one is
 * looked at anew. `changed`: so many lines differ from what was seen; null: none. Confirming then only reviews.
 */
export function useReviewed(plan: Plan | undefined, question: string) {
  const [seen, setSeen] = useState<Seen | null>(null);
  const look = () => plan && setSeen({ question, hash: plan.hash, lines: planLines(plan) });
  const isNew = plan !== undefined && seen?.question !== question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is there when a question is new is what is seen first
  useEffect(() => {
    if (isNew) look();
  }, [isNew]);
  const isChanged = plan !== undefined && !isNew && plan.hash !== seen?.hash;
  const changed = isChanged ? Math.max(1, changedLines(seen?.lines ?? [], planLines(plan))) : null;
  return { changed, review: look };
}
