import { guardLabel, isGuarded } from '@gantry/model';
import { z } from 'zod';
import { retried, takes } from './input.ts';
import { mutation, query, router } from './procedure.ts';
import { submit } from './submit.ts';

/** Where names are unique, and where what is taken away may have to be named first. */
export const namespaces = router({
  list: query.query(({ ctx: { plane } }) => ({
    items: [...plane.view.all('namespaces')]
      .map((namespace) => ({ ...namespace, guarded: isGuarded(namespace) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  })),
  /** Made when it is not there. Its other labels stay as they are. */
  guard: mutation
    .input(takes({ name: z.string().min(1).max(253), guarded: z.boolean(), ...retried }))
    .mutation(({ ctx, input: { name, guarded, commandId } }) => {
      const known = ctx.plane.view.get('namespaces', name);
      const { [guardLabel]: _, ...others } = known?.labels ?? {};
      const labels = guarded ? { ...others, [guardLabel]: 'true' } : others;
      const annotations = known?.annotations ?? {};
      return submit(ctx, { type: 'namespace.save', name, labels, annotations }, { commandId });
    }),
});
