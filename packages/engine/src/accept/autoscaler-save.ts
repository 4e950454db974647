import {
  type AutoscalerRecord,
  type CommandOf,
  err,
  invalidField,
  limits,
  type Rejection,
  rejection,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { isSame } from '../same.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutAutoscaler, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo } from './answer.ts';
import { ensureNamespace } from './namespace.ts';

type SaveAutoscaler = CommandOf<'autoscaler.save'>;

/** Makes an autoscaler or changes it. Its deployment may come later (rule AS1). */
export function saveAutoscaler(draft: Draft, command: SaveAutoscaler): Acceptance {
  const { namespace, name, labels, annotations, spec } = command;
  const before = draft.state.autoscaler(namespace, name);
  const refusal = refusalOf(draft, command, before) ?? ensureNamespace(draft, namespace);
  if (refusal !== null) return err(refusal);
  const wanted = { namespace, name, labels, annotations, ...spec };
  const path = pathOf(command);
  if (before !== undefined && isSame(before, { ...before, ...wanted }))
    return alreadySo(path, `Autoscaler ${name} is so already.`);
  const saved = draft.put('autoscalers', {
    ...(before ?? blank(draft)),
    ...wanted,
    generation: (before?.generation ?? 0) + 1,
    updatedAtMs: draft.nowMs,
  });
  const bounds = `${spec.deployment} has ${spec.minReplicas} to ${spec.maxReplicas} replicas, as its tasks need.`;
  record(draft, aboutAutoscaler(saved), 'AutoscalerSaved', bounds);
  return accepted(path, `Autoscaler ${name} is saved: ${bounds}`);
}

type Blank = Omit<
  AutoscalerRecord,
  | 'namespace'
  | 'name'
  | 'labels'
  | 'annotations'
  | 'generation'
  | 'updatedAtMs'
  | keyof SaveAutoscaler['spec']
>;

const blank = (draft: Draft): Blank => ({
  id: draft.newId('autoscaler') as AutoscalerRecord['id'],
  ...{ observed: [], recommended: [], desiredReplicas: null, lastScaledAtMs: null },
  ...{ isActive: false, reason: 'Created', message: 'Nothing was measured yet.', createdAtMs: draft.nowMs },
});

function refusalOf(
  draft: Draft,
  { name, namespace, mode, ifGeneration, spec }: SaveAutoscaler,
  before: AutoscalerRecord | undefined,
): Rejection | null {
  const where = `autoscaler ${name} in namespace ${namespace}`;
  if (before === undefined && mode === 'update')
    return rejection('not_found', `There is no ${where}; create it first.`);
  if (before !== undefined && mode === 'create')
    return rejection('already_exists', `There is an ${where} already.`);
  if (before !== undefined && ifGeneration !== null && ifGeneration !== before.generation) {
    const message = `Autoscaler ${name} was changed meanwhile: its generation is ${before.generation}, not ${ifGeneration}; look at it again.`;
    return rejection('conflict', message);
  }
  if (spec.maxReplicas < spec.minReplicas)
    return invalidField('maxReplicas', `must be greater than or equal to minReplicas, ${spec.minReplicas}`);
  if (spec.maxReplicas > limits.replicas)
    return invalidField('maxReplicas', `must be at most ${limits.replicas}`);
  const other = draft.state
    .find('autoscalersByNamespace', namespace)
    .find((one) => one.name !== name && one.deployment === spec.deployment);
  return other === undefined
    ? null
    : rejection('in_use', `Autoscaler ${other.name} follows ${spec.deployment} already; two would quarrel.`);
}
