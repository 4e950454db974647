import type { Plan } from '../../live/plans.ts';

export interface Outcome {
  /** How many containers each other node would take, by the node's name. */
  arrivals: ReadonlyMap<string, number>;
  /** Names of the containers that no node would take. */
  unplaced: readonly string[];
}

/** The plan of what is asked: none while the last one is of something else, or once this was refused. */
export const currentPlan = <P>(asked: {
  plan: P | undefined;
  stale: boolean;
  refusal: object | null;
}): P | undefined => (asked.stale || asked.refusal !== null ? undefined : asked.plan);

/** Where a plan's containers would go, and which of them nowhere. */
export function outcomeOf(plan: Pick<Plan, 'waves'> | undefined): Outcome {
  const moves = plan?.waves.flatMap((wave) => wave.moves) ?? [];
  const arrivals = new Map<string, number>();
  for (const { action, toNode } of moves)
    if (action === 'start' && toNode !== null) arrivals.set(toNode, (arrivals.get(toNode) ?? 0) + 1);
  const unplaced = moves.filter(({ action }) => action === 'wait').map(({ taskName }) => taskName);
  return { arrivals, unplaced };
}
