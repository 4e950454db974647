import { personName, rejection, rightsFields } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { retried, takes } from './input.ts';
import { administration, administrationQuery, query, router } from './procedure.ts';
import { refused } from './refusal.ts';

const named = { name: z.string().min(1).max(253) };

/** Who may sign in beside the administrator, and what each may do. */
export const people = router({
  /** Whoever asks, and what he may do. */
  me: query.query(({ ctx }) => ({ name: ctx.actor.name, ...ctx.rights })),
  list: administrationQuery.query(({ ctx }) => ({ items: ctx.people.list() })),
  /** `token` is told once, to whoever makes the person; null when the person was there. */
  save: administration
    .input(takes({ name: personName, ...rightsFields, ...retried }))
    .mutation(({ ctx, input: { name, level, namespaces } }) => ({
      token: ctx.people.save(name, { level, namespaces, nowMs: ctx.plane.now() }),
    })),
  /** Another token in place of the person's, whose sessions end. */
  renewToken: administration.input(takes({ ...named, ...retried })).mutation(({ ctx, input }) => {
    const token = ctx.people.renewToken(input.name);
    if (token === null) throw unknownPerson(ctx, input.name);
    return { token };
  }),
  /** He is signed out everywhere, and what he did stays his. */
  remove: administration.input(takes({ ...named, ...retried })).mutation(({ ctx, input }) => {
    if (!ctx.people.remove(input.name)) throw unknownPerson(ctx, input.name);
    return { removed: input.name };
  }),
});

function unknownPerson({ people: book }: Context, name: string) {
  const names = book.list().map((person) => person.name);
  const known =
    names.length === 0 ? 'there is nobody but the administrator' : `known are ${names.join(', ')}`;
  return refused(rejection('not_found', `There is nobody of the name ${name}; ${known}.`));
}
