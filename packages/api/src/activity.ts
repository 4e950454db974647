import type { EventRecord } from '@gantry/model';
import { eventFields, eventText } from '@gantry/model/event-filter';
import { z } from 'zod';
import { filterField, mayTake, nameField, pageFields, sortBy, textField } from './input.ts';
import { lineFilter } from './line-filter.ts';
import { type PageRequest, pageInTurns } from './page.ts';
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
  /** What the dashboard's list takes: `reason:`, `kind:`, `actor:`, words and all. */
  filter: filterField,
  sort: sortBy('lastAtMs').default('-lastAtMs'),
  ...pageFields,
};

/** What happened, newest first. */
export const events = router({
  list: query.input(mayTake(eventsFields)).query(async ({ ctx: { plane }, input, signal }) => {
    const text = input.text?.toLowerCase() ?? '';
    const fields = eventFields(() => plane.now());
    const takes = input.filter ? accepted(lineFilter(input.filter, fields, eventText)) : null;
    const request: PageRequest<EventRecord> = {
      list: 'events',
      rows: input.objectId ? plane.view.eventsOf(input.objectId) : plane.view.all('events'),
      matches: (event) =>
        (!input.namespace || event.namespace === input.namespace) &&
        (!input.objectKind || event.objectKind === input.objectKind) &&
        (!input.type || event.type === input.type) &&
        (text === '' ||
          `${event.objectName} ${event.reason} ${event.message}`.toLowerCase().includes(text)) &&
        (takes === null || takes(event)),
      keyOf: ({ lastAtMs, id }) => [lastAtMs, id],
      revision: plane.view.revision,
      sort: input.sort,
      limit: input.limit,
      cursor: input.cursor,
    };
    return accepted(await pageInTurns(request, signal));
  }),
});
