import type { CommandOf, ServiceRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutNamespace, record } from '../timeline.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';

/** Its name, address and ports are free at once; its tasks run on. */
export function deleteService(draft: Draft, { namespace, name }: CommandOf<'service.delete'>): Acceptance {
  const service = draft.state.service(namespace, name);
  if (service === undefined) {
    return refuse(
      'not_found',
      `There is no service ${name} in namespace ${namespace}; list the services to see which there are.`,
    );
  }
  removeService(draft, service);
  record(draft, aboutNamespace(namespace), 'ServiceDeleted', `Service ${name} was deleted.`);
  return accepted(pathOf(service), `Service ${name} is deleted; its tasks run on.`);
}

/** The record and what the timeline says about it. */
export function removeService(draft: Draft, { id }: ServiceRecord): void {
  for (const event of draft.state.eventsOf(id)) draft.remove('events', event.id);
  draft.remove('services', id);
}
