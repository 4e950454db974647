import { rejection } from '@gantry/model';
import { auditFields, auditText } from '@gantry/model/audit-filter';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { filterField, mayTake, pageFields, sortBy, takes, textField } from '../input.ts';
import { lineFilter } from '../line-filter.ts';
import { page } from '../page.ts';
import { query, router } from '../procedure.ts';
import { accepted, refused } from '../refusal.ts';
import type { AuditEntry } from './audit-trail.ts';
import { type AuditEffect, effectOf } from './effect.ts';

const listFields = {
  /** `ok`, or the code of a refusal. */
  outcome: z.string().max(64).nullish(),
  /** Left out: up to now. */
  untilMs: z.number().nullish(),
  text: textField,
  /** What the dashboard's list takes: `actor:`, `verb:`, `ns:`, words and all. */
  filter: filterField,
  sort: sortBy('atMs').default('-atMs'),
  ...pageFields,
};

/** Effects told at once: each reads the log, so those of a long list are asked for in parts. */
const mostEffects = 25;

/** Who asked for what, and what came of it. */
export const audit = router({
  /** One line, with what its act changed: before and after, from the log. */
  get: query.input(takes({ id: z.string().max(64) })).query(async ({ ctx, input }) => {
    const [line] = linesOf(ctx, [input.id]);
    if (line === undefined)
      throw refused(rejection('not_found', `There is no line ${input.id} in the audit, or no longer.`));
    return { ...line, effect: await effectOf(line, effectSources(ctx)) };
  }),
  /** What the acts of some lines changed, in the order asked; of a line that is not there, nothing. */
  effects: query
    .input(takes({ ids: z.array(z.string().max(64)).min(1).max(mostEffects) }))
    .query(async ({ ctx, input }) => {
      const items: { id: string; effect: AuditEffect }[] = [];
      for (const line of linesOf(ctx, input.ids))
        items.push({ id: line.id, effect: await effectOf(line, effectSources(ctx)) });
      return { items };
    }),
  list: query.input(mayTake(listFields)).query(({ ctx, input }) => {
    const text = input.text?.toLowerCase() ?? '';
    const fields = auditFields(() => ctx.plane.now());
    const isTaken = input.filter ? accepted(lineFilter(input.filter, fields, auditText)) : () => true;
    const found = page<AuditEntry>({
      list: 'audit',
      rows: ctx.audit.entries(),
      matches: (line) =>
        (!input.outcome || line.outcome === input.outcome) &&
        line.atMs <= (input.untilMs ?? Number.POSITIVE_INFINITY) &&
        `${line.actor} ${line.verb} ${line.target}`.toLowerCase().includes(text) &&
        isTaken(line),
      keyOf: ({ atMs, id }) => [atMs, id],
      revision: ctx.plane.view.revision,
      sort: input.sort,
      limit: input.limit,
      cursor: input.cursor,
    });
    return accepted(found);
  }),
});

const effectSources = ({ plane, past }: Context) => ({ plane, log: past.log });

/** The lines with these ids that are there, in the order of the ids. */
function linesOf({ audit: trail }: Context, ids: readonly string[]): AuditEntry[] {
  const wanted = new Set(ids);
  const found = new Map<string, AuditEntry>();
  for (const entry of trail.entries()) {
    if (wanted.has(entry.id)) found.set(entry.id, entry);
    if (found.size === wanted.size) break;
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
