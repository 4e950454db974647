import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { markDrainingNodes } from '../plan/drain.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutNamespace, record } from '../timeline.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';

/** It holds back nothing more. */
export function deleteBudget(draft: Draft, { namespace, name }: CommandOf<'budget.delete'>): Acceptance {
  const budget = draft.state.budget(namespace, name);
  if (budget === undefined) {
    return refuse(
      'not_found',
      `There is no disruption budget ${name} in namespace ${namespace}; list them to see which there are.`,
    );
  }
  for (const event of draft.state.eventsOf(budget.id)) draft.remove('events', event.id);
  draft.remove('budgets', budget.id);
  markDrainingNodes(draft);
  record(draft, aboutNamespace(namespace), 'BudgetDeleted', `Disruption budget ${name} was deleted.`);
  return accepted(pathOf(budget), `Disruption budget ${name} is deleted.`);
}
