import {
  type BudgetRecord,
  type BudgetSpec,
  type CommandOf,
  err,
  invalidField,
  type Rejection,
  rejection,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { markDrainingNodes } from '../plan/drain.ts';
import { isSame } from '../same.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutBudget, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo } from './answer.ts';
import { ensureNamespace } from './namespace.ts';

type SaveBudget = CommandOf<'budget.save'>;

/** Makes a disruption budget or changes it; drains look at it at once (rules DB). */
export function saveBudget(draft: Draft, command: SaveBudget): Acceptance {
  const { namespace, name, labels, annotations, spec } = command;
  const before = draft.state.budget(namespace, name);
  const refusal = refusalOf(command, before) ?? ensureNamespace(draft, namespace);
  if (refusal !== null) return err(refusal);
  const path = pathOf(command);
  const wanted = { namespace, name, labels, annotations, ...spec };
  if (before !== undefined && isSame(before, { ...withoutExpressions(before), ...wanted }))
    return alreadySo(path, `Disruption budget ${name} is so already.`);
  const saved = draft.put('budgets', {
    id: before?.id ?? (draft.newId('budget') as BudgetRecord['id']),
    ...wanted,
    generation: (before?.generation ?? 0) + 1,
    createdAtMs: before?.createdAtMs ?? draft.nowMs,
    updatedAtMs: draft.nowMs,
  });
  markDrainingNodes(draft);
  record(draft, aboutBudget(saved), 'BudgetSaved', `${boundOf(spec)}.`);
  return accepted(path, `Disruption budget ${name} is saved: ${boundOf(spec)}.`);
}

function refusalOf(
  { name, namespace, mode, ifGeneration, spec }: SaveBudget,
  before: BudgetRecord | undefined,
): Rejection | null {
  const where = `disruption budget ${name} in namespace ${namespace}`;
  if (before === undefined && mode === 'update')
    return rejection('not_found', `There is no ${where}; create it first.`);
  if (before !== undefined && mode === 'create')
    return rejection('already_exists', `There is a ${where} already.`);
  if (before !== undefined && ifGeneration !== null && ifGeneration !== before.generation) {
    const message = `Disruption budget ${name} was changed meanwhile: its generation is ${before.generation}, not ${ifGeneration}; look at it again.`;
    return rejection('conflict', message);
  }
  if (spec.minAvailable !== null && spec.maxUnavailable !== null)
    return invalidField('minAvailable', 'minAvailable and maxUnavailable cannot be both set');
  if (spec.minAvailable === null && spec.maxUnavailable === null)
    return invalidField('minAvailable', 'one of minAvailable and maxUnavailable must be given');
  return null;
}

/** They are left out of a spec that has none. */
function withoutExpressions({ expressions: _, ...rest }: BudgetRecord): Omit<BudgetRecord, 'expressions'> {
  return rest;
}

const boundOf = ({ minAvailable, maxUnavailable }: BudgetSpec) =>
  minAvailable === null ? `At most ${maxUnavailable} may be missing` : `At least ${minAvailable} must stay`;
