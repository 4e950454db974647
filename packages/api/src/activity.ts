import type { EventRecord } from '@gantry/model';
import { z } from 'zod';
import { mayTake, nameField, pageFields, sortBy, textField } from './input.ts';
import { page } from './page.ts';
import { query, router } from './procedure.ts';
import { accepted } from './refusal.ts';

const eventsFields = {
  namespace: nameField.nullish(),
  objectKind: z
    .enum(['deployment', 'task', 'node', 'framework', 'job', 'service', 'role', 'cluster'])
    .nullish(),
  /** Events about this one object. */
  objectId: nameField.nullish(),
  type: z.enum(['Normal', 'Warning']).nullish(),
  text: textField,
  sort: sortBy('lastAtMs').default('-lastAtMs'),
  ...pageFields,
};

/** What happened, newest first. */
export const events = router({
  list: query.input(mayTake(eventsFields)).query(({ ctx: { plane }, input }) => {
    const text = input.text?.toLowerCase() ?? '';
    const found = page<EventRecord>({
      list: 'events',
      rows: input.objectId ? plane.view.eventsOf(input.objectId) : plane.view.all('events'),
      matches: (event) =>
        (!input.namespace || event.namespace === input.namespace) &&
        (!input.objectKind || event.objectKind === input.objectKind) &&
        (!input.type || event.type === input.type) &&
        `${event.objectName} ${event.reason} ${event.message}`.toLowerCase().includes(text),
      keyOf: ({ lastAtMs, id }) => [lastAtMs, id],
      revision: plane.view.revision,
      sort: input.sort,
      limit: input.limit,
      cursor: input.cursor,
    });
    return accepted(found);
  }),
});
