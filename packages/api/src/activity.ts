import type { EventRecord } from '@gantry/model';
import { z } from 'zod';
import type { AuditEntry } from './audit-trail.ts';
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

const auditFields = {
  /** `ok`, or the code of a refusal. */
  outcome: z.string().max(64).nullish(),
  /** Left out: up to now. */
  untilMs: z.number().nullish(),
  text: textField,
  sort: sortBy('atMs').default('-atMs'),
  ...pageFields,
};

/** Who asked for what, and what came of it. */
export const audit = router({
  list: query.input(mayTake(auditFields)).query(({ ctx, input }) => {
    const text = input.text?.toLowerCase() ?? '';
    const found = page<AuditEntry>({
      list: 'audit',
      rows: ctx.audit.entries(),
      matches: ({ actor, verb, target, outcome, atMs }) =>
        (!input.outcome || outcome === input.outcome) &&
        atMs <= (input.untilMs ?? Number.POSITIVE_INFINITY) &&
        `${actor} ${verb} ${target}`.toLowerCase().includes(text),
      keyOf: ({ atMs, id }) => [atMs, id],
      revision: ctx.plane.view.revision,
      sort: input.sort,
      limit: input.limit,
      cursor: input.cursor,
    });
    return accepted(found);
  }),
});
