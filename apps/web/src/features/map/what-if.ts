import type { NodeRecord } from '@gantry/model';
import type { Plan } from '../../live/plans.ts';
import { useTogetherPlan } from '../../live/together.ts';
import { type Outcome, outcomeOf } from './what-if-outcome.ts';

/** What would become of the containers of nodes that were lost. Nothing is done. */
export interface WhatIf extends Outcome {
  nodes: readonly NodeRecord[];
  plan: Plan | undefined;
  refusal: string | null;
}

/** The engine run ahead without the nodes: as when they are drained of all that they hold. null: nothing is asked. */
export function useWhatIf(nodes: readonly NodeRecord[] | null): WhatIf | null {
  const acts = (nodes ?? []).map(({ id }) => ({ action: 'drain' as const, node: id, force: true }));
  const { plan, refusal } = useTogetherPlan(acts);
  if (nodes === null || nodes.length === 0) return null;
  return { nodes, plan, refusal: refusal?.message ?? null, ...outcomeOf(plan) };
}
