import { useEffect, useState } from 'react';
import type { Plan, PlanMove } from '../../live/plans.ts';

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

/** Which lines of `now` were not in `before`, as indexes, and how many that were are missing. */
export function changedLines(
  before: readonly string[],
  now: readonly string[],
): { added: number[]; gone: number } {
  const left = [...before];
  const added: number[] = [];
  for (const [index, line] of now.entries()) {
    const at = left.indexOf(line);
    if (at === -1) added.push(index);
    else left.splice(at, 1);
  }
  return { added, gone: left.length };
}

/** What a plan has become since somebody looked at it. */
export interface PlanChange {
  /** So many lines differ: those that came or those that went, whichever is more. */
  lines: number;
  moves: ReadonlySet<PlanMove>;
  gone: number;
}

interface Seen {
  question: string;
  hash: string;
  lines: readonly string[];
}

function changeOf(before: readonly string[], plan: Plan): PlanChange {
  const moves = plan.waves.flatMap((wave) => wave.moves);
  const { added, gone } = changedLines(before, planLines(plan));
  return {
    lines: Math.max(1, added.length, gone),
    moves: new Set(added.map((index) => moves[index]!)),
    gone,
  };
}

/**
 * What a person has looked at of a plan that moves on while it is open. `question`: what is asked; another one is
 * looked at anew. `changed`: what differs from what was seen; null: nothing does. Confirming then only reviews.
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
  const changed = isChanged ? changeOf(seen?.lines ?? [], plan) : null;
  return { changed, review: look };
}
