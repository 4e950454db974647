import { intentId } from '@gantry/model';
import { z } from 'zod';
import { mayTake, retried, takes } from './input.ts';
import { mutation, query, router } from './procedure.ts';
import { withoutText } from './scope.ts';
import { submit } from './submit.ts';

const listFields = {
  /** Left out: those that wait, and what became of the newest others. */
  state: z.enum(['waiting', 'done', 'withdrawn', 'refused']).nullish(),
};

/** What waits for its undo window, and what became of it. A mutation with `undoSeconds` places one. */
export const intents = router({
  /** The newest first. */
  list: query.input(mayTake(listFields)).query(({ ctx, input }) => ({
    items: [...ctx.plane.view.all('intents')]
      .filter(({ state }) => !input.state || state === input.state)
      .map(withoutText)
      .sort((a, b) => b.createdAtMs - a.createdAtMs),
  })),
  withdraw: mutation
    .input(takes({ intent: intentId, ...retried }))
    .mutation(({ ctx, input: { intent, ...again } }) =>
      submit(ctx, { type: 'intent.withdraw', intent }, again),
    ),
});
