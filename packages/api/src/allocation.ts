import type { Rung } from '@gantry/engine';
import {
  addResources,
  type FrameworkRecord,
  frameworkId,
  hasEnded,
  noResources,
  type OfferRecord,
  offerId,
  type Resources,
  rejection,
} from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findNode } from './find.ts';
import { mayTake, nodeField, pageFields, retried, sortBy, takes } from './input.ts';
import { type Page, page } from './page.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted, refused } from './refusal.ts';
import { submit } from './submit.ts';

type Plane = Context['plane'];

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

/** An offer with the names of who holds it and of what it is. Held since `createdAtMs`. */
export interface OfferRow extends OfferRecord {
  frameworkName: string;
  nodeName: string;
  /** How long it was, or has been, held. */
  heldMs: number;
}

const offerField = offerId.describe('id of an offer');

/** The Mesos half: who is offered what. */
export const offers = router({
  list: query.input(mayTake(offersFields)).query(({ ctx: { plane }, input }): Page<OfferRow> => {
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
    const { items, ...rest } = accepted(found);
    return { ...rest, items: items.map((offer) => offerRow(plane, offer)) };
  }),
  get: query.input(takes({ offer: offerField })).query(({ ctx: { plane }, input }): OfferRow => {
    const offer = plane.view.get('offers', input.offer);
    if (offer !== undefined) return offerRow(plane, offer);
    const forgotten = 'Ended ones are forgotten after a while.';
    throw refused(rejection('not_found', `There is no offer ${input.offer}. ${forgotten}`));
  }),
  /** Takes an offer back that nobody has answered. Its framework is told, and for a while not offered the same again. */
  rescind: mutation
    .input(takes({ offer: offerField, ...retried }))
    .mutation(({ ctx, input: { offer, ...again } }) =>
      submit(ctx, { type: 'offer.rescind', offer, reason: `Taken back by ${ctx.actor.name}.` }, again),
    ),
});

function offerRow(plane: Plane, offer: OfferRecord): OfferRow {
  return {
    ...offer,
    frameworkName: plane.view.get('frameworks', offer.frameworkId)?.name ?? '',
    nodeName: plane.view.get('nodes', offer.nodeId)?.name ?? '',
    heldMs: (offer.endedAtMs ?? plane.now()) - offer.createdAtMs,
  };
}

/** A framework with what it holds and runs. */
export interface FrameworkRow extends FrameworkRecord {
  /** Offers that it has not answered. */
  holds: { offers: number; resources: Resources; sinceMs: number | null };
  /** What its tasks and those offers take, in all of its roles. */
  taken: Resources;
  /** Tasks that have not ended. Only of frameworks from outside; a built-in one's are its deployments' and jobs'. */
  tasks: number;
  lastOfferAtMs: number | null;
  /** Why it is offered nothing in any of its roles. Empty: in some role it is offered the next thing that is free. */
  why: string;
}

const frameworkField = frameworkId.describe('id of a framework');

export const frameworks = router({
  list: query.query(({ ctx: { plane } }) => {
    const rungs = Map.groupBy(plane.ladder().rungs, ({ frameworkId }) => frameworkId);
    const offered = Map.groupBy(plane.view.all('offers'), ({ frameworkId }) => frameworkId);
    return {
      items: Array.from(plane.view.all('frameworks'), (one) =>
        frameworkRow(plane, one, { rungs: rungs.get(one.id) ?? [], offers: offered.get(one.id) ?? [] }),
      ),
      revision: plane.view.revision,
    };
  }),
  /** It is offered everything again, whatever it refused or suppressed: as if it had revived itself. */
  revive: mutation
    .input(takes({ framework: frameworkField, ...retried }))
    .mutation(({ ctx, input: { framework, ...again } }) =>
      submit(ctx, { type: 'framework.revive', framework, roles: [] }, again),
    ),
  /** It goes for good, and its tasks with it: what Mesos calls a teardown. */
  remove: mutation
    .input(takes({ framework: frameworkField, ...retried }))
    .mutation(({ ctx, input: { framework, ...again } }) =>
      submit(ctx, { type: 'framework.remove', framework, reason: `Removed by ${ctx.actor.name}.` }, again),
    ),
});

function frameworkRow(
  { view }: Plane,
  framework: FrameworkRecord,
  { rungs, offers }: { rungs: readonly Rung[]; offers: readonly OfferRecord[] },
): FrameworkRow {
  const outstanding = offers.filter(({ state }) => state === 'outstanding');
  const times = offers.map(({ createdAtMs }) => createdAtMs);
  const since = outstanding.map(({ createdAtMs }) => createdAtMs);
  return {
    ...framework,
    holds: {
      offers: outstanding.length,
      resources: sumOf(outstanding.map(({ resources }) => resources)),
      sinceMs: since.length === 0 ? null : Math.min(...since),
    },
    taken: sumOf(rungs.map(({ taken }) => taken)),
    tasks: view.tasksOfFramework(framework.id).filter(({ state }) => !hasEnded(state)).length,
    lastOfferAtMs: times.length === 0 ? null : Math.max(...times),
    why: rungs.some(({ why }) => why === '') ? '' : (rungs[0]?.why ?? 'It has been removed.'),
  };
}

const sumOf = (all: readonly Resources[]): Resources => all.reduce(addResources, noResources);

/** Amounts by kind, of which any may be missing. */
export type Quota = { [kind in keyof Resources]: number | null };

/** A role with what it may have and has; a quota counts for it with all roles below it. */
export interface RoleRow {
  name: string;
  weight: number;
  /** What it is given before anybody gets more than their guarantees. null: nothing is set. */
  quotaGuarantee: Resources | null;
  /** What it is never given more than; a kind that is null is not limited. null: nothing is set. */
  quotaLimit: Quota | null;
  /** Somebody set its weight or quota; otherwise it is here because a framework has it. */
  isSaved: boolean;
  taken: Resources;
  /** Of it, what offers hold that were not answered yet. */
  offered: Resources;
  frameworks: { id: string; name: string }[];
}

const roleName = z
  .string()
  .regex(
    /^(\*|(?!-)[^\s/]+(\/(?!-)[^\s/]+)*)$/,
    'is parts joined by `/`, such as `eng/web`, without spaces; no part begins with `-`',
  )
  .max(255);
const amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const amounts = {
  cpuMillis: amount.nullish(),
  memoryBytes: amount.nullish(),
  diskBytes: amount.nullish(),
  gpus: amount.nullish(),
};

const saveFields = {
  name: roleName,
  /** Left out: as it is. */
  weight: z.number().positive().max(1_000_000).optional(),
  /** A kind that is left out is not guaranteed. null: no guarantee. Left out: as it is. */
  quotaGuarantee: z.strictObject(amounts).nullable().optional(),
  /** A kind that is left out is not limited. null: no limit. Left out: as it is. */
  quotaLimit: z.strictObject(amounts).nullable().optional(),
  ...retried,
};

export const roles = router({
  list: query.query(({ ctx: { plane } }) => ({ items: roleRows(plane), revision: plane.view.revision })),
  /** Sets weight and quota. What the role has beyond a new limit it keeps, and is offered no more. */
  save: mutation.input(takes(saveFields)).mutation(({ ctx, input }) => {
    const { name, weight, quotaGuarantee: least, quotaLimit: most, ...again } = input;
    const before = ctx.plane.view.get('roles', name);
    return submit(
      ctx,
      {
        type: 'role.save',
        name,
        weight: weight ?? before?.weight ?? 1,
        quotaGuarantee: least === undefined ? (before?.quotaGuarantee ?? null) : filled(least, 0),
        quotaLimit: most === undefined ? (before?.quotaLimit ?? null) : filled(most, unlimited),
      },
      again,
    );
  }),
});

/** How the record says that a kind is not limited. */
const unlimited = Number.MAX_SAFE_INTEGER;

function filled(
  quota: Partial<Record<keyof Resources, number | null | undefined>> | null,
  missing: number,
): Resources | null {
  if (quota === null) return null;
  const { cpuMillis, memoryBytes, diskBytes, gpus } = quota;
  return {
    cpuMillis: cpuMillis ?? missing,
    memoryBytes: memoryBytes ?? missing,
    diskBytes: diskBytes ?? missing,
    gpus: gpus ?? missing,
  };
}

function limitOf(limit: Resources | null): Quota | null {
  if (limit === null) return null;
  const entries = Object.entries(limit).map(([kind, value]) => [kind, value >= unlimited ? null : value]);
  return Object.fromEntries(entries) as Quota;
}

function roleRows(plane: Plane): RoleRow[] {
  const { view } = plane;
  const { rungs } = plane.ladder();
  const names = new Set([
    ...Array.from(view.all('roles'), ({ name }) => name),
    ...rungs.map(({ role }) => role),
  ]);
  return [...names].sort().map((name) => {
    const within = rungs.filter(({ role }) => role === name || role.startsWith(`${name}/`));
    const saved = view.get('roles', name);
    return {
      name,
      weight: saved?.weight ?? 1,
      quotaGuarantee: saved?.quotaGuarantee ?? null,
      quotaLimit: limitOf(saved?.quotaLimit ?? null),
      isSaved: saved !== undefined,
      taken: sumOf(within.map(({ taken }) => taken)),
      offered: sumOf(within.map(({ offered }) => offered)),
      frameworks: within.map(({ frameworkId: id }) => ({ id, name: view.get('frameworks', id)?.name ?? '' })),
    };
  });
}

/** A rung of the fair-share ladder, with its framework's name. */
export interface LadderRow extends Rung {
  frameworkName: string;
  kind: FrameworkRecord['kind'];
  lastOfferAtMs: number | null;
  /** Of its role, as in `roles.list`. */
  quotaGuarantee: Resources | null;
  quotaLimit: Quota | null;
}

export const allocation = router({
  /** Who is offered free resources next: the row that `isNext`. All say why they are offered nothing now. */
  ladder: query.query(({ ctx: { plane } }) => {
    const { total, rungs, offerTimeoutMs } = plane.ladder();
    const lastOffers = new Map<string, number>();
    for (const { frameworkId, role, createdAtMs } of plane.view.all('offers'))
      lastOffers.set(`${frameworkId} ${role}`, createdAtMs);
    const items = rungs.map((rung): LadderRow => {
      const framework = plane.view.get('frameworks', rung.frameworkId)!;
      const lastOfferAtMs = lastOffers.get(`${rung.frameworkId} ${rung.role}`) ?? null;
      const role = plane.view.get('roles', rung.role);
      const { quotaGuarantee = null, quotaLimit = null } = role ?? {};
      const quota = { quotaGuarantee, quotaLimit: limitOf(quotaLimit) };
      return { ...rung, ...quota, frameworkName: framework.name, kind: framework.kind, lastOfferAtMs };
    });
    return { items, total, offerTimeoutMs, revision: plane.view.revision };
  }),
});
