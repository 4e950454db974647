import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutNamespace, record } from '../timeline.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';

/** Its deployment keeps the size that it has. */
export function deleteAutoscaler(
  draft: Draft,
  { namespace, name }: CommandOf<'autoscaler.delete'>,
): Acceptance {
  const autoscaler = draft.state.autoscaler(namespace, name);
  if (autoscaler === undefined) {
    return refuse(
      'not_found',
      `There is no autoscaler ${name} in namespace ${namespace}; list them to see which there are.`,
    );
  }
  for (const event of draft.state.eventsOf(autoscaler.id)) draft.remove('events', event.id);
  draft.remove('autoscalers', autoscaler.id);
  record(draft, aboutNamespace(namespace), 'AutoscalerDeleted', `Autoscaler ${name} was deleted.`);
  return accepted(
    pathOf(autoscaler),
    `Autoscaler ${name} is deleted; ${autoscaler.deployment} keeps its size.`,
  );
}
