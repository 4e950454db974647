import type { NodeRecord } from '@gantry/model';
import { useMemo } from 'react';
import { useReady, useRows } from '../../live/hooks.ts';
import type { Plan } from '../../live/plans.ts';
import { useTogetherPlan } from '../../live/together.ts';
import { type LostNodes, lostAmong } from './lost-nodes.ts';
import { currentPlan, type Outcome, outcomeOf } from './what-if-outcome.ts';

/** What would become of the containers of nodes that were lost. Nothing is done. */
export interface WhatIf extends Outcome, LostNodes {
  plan: Plan | undefined;
  refusal: string | null;
}

/**
 * The engine run ahead without the nodes of these names: as when they are drained of all that they hold. None: nothing is
 * asked; nor before it is known which nodes there are.
 */
export function useWhatIf(names: readonly string[]): WhatIf | null {
  const records = useRows('nodes');
  const { nodes, unknown } = useMemo(() => lostAmong(records, names), [records, names]);
  const acts = nodes.map(({ id }: NodeRecord) => ({ action: 'drain' as const, node: id, force: true }));
  const asked = useTogetherPlan(acts);
  const isKnown = useReady();
  if (names.length === 0 || !isKnown) return null;
  const { refusal } = asked;
  const plan = currentPlan(asked);
  return { nodes, unknown, plan, refusal: refusal?.message ?? null, ...outcomeOf(plan) };
}
