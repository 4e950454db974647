import type { OfferRecord } from '@gantry/model';
import { z } from 'zod';
import { findNode } from './find.ts';
import { mayTake, nodeField, pageFields, sortBy } from './input.ts';
import { page } from './page.ts';
import { query, router } from './procedure.ts';
import { accepted } from './refusal.ts';

const offersFields = {
  states: z
    .array(z.enum(['outstanding', 'accepted', 'declined', 'rescinded', 'expired']))
    .max(5)
    .nullish(),
  framework: z.string().max(253).nullish(),
  node: nodeField.nullish(),
  sort: sortBy('createdAtMs').default('-createdAtMs'),
  ...pageFields,
};

/** The Mesos half: who is offered what. */
export const offers = router({
  list: query.input(mayTake(offersFields)).query(({ ctx: { plane }, input }) => {
    const states = input.states ? new Set(input.states) : null;
    const nodeId = input.node ? findNode(plane.view, input.node).id : null;
    const found = page<OfferRecord>({
      list: 'offers',
      rows: plane.view.all('offers'),
      matches: (offer) =>
        (!states || states.has(offer.state)) &&
        (!input.framework || offer.frameworkId === input.framework) &&
        (nodeId === null || offer.nodeId === nodeId),
      keyOf: ({ createdAtMs, id }) => [createdAtMs, id],
      revision: plane.view.revision,
      sort: input.sort,
      limit: input.limit,
      cursor: input.cursor,
    });
    return accepted(found);
  }),
});

export const frameworks = router({
  list: query.query(({ ctx: { plane } }) => ({
    items: [...plane.view.all('frameworks')],
    revision: plane.view.revision,
  })),
});

export const roles = router({
  list: query.query(({ ctx: { plane } }) => ({
    items: [...plane.view.all('roles')],
    revision: plane.view.revision,
  })),
});
