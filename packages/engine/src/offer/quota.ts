import {
  addResources,
  fitsIn,
  noResources,
  type Resources,
  type RoleRecord,
  resourceKinds,
  subtractResources,
} from '@gantry/model';
import { clientKey } from '../state/derived.ts';
import type { State } from '../state/state.ts';
import { freeInAll, isWorthIt } from './offerable.ts';

const isWithin = (role: string, above: string) => role === above || role.startsWith(`${above}/`);

type Kind = (typeof resourceKinds)[number];

/** An amount for each kind, none of them below nothing. */
const each = (of: (kind: Kind) => number): Resources => ({
  cpuMillis: Math.max(0, of('cpuMillis')),
  memoryBytes: Math.max(0, of('memoryBytes')),
  diskBytes: Math.max(0, of('diskBytes')),
  gpus: Math.max(0, of('gpus')),
});

/** What all frameworks take for a role and the roles below it, outstanding offers included. */
export function takenByRole(state: State, role: string): Resources {
  let sum = noResources;
  for (const { id, roles } of state.all('frameworks')) {
    for (const own of roles) {
      if (isWithin(own, role)) sum = addResources(sum, state.derived.takenBy(clientKey(id, own)));
    }
  }
  return sum;
}

/** Roles with a quota, and what they take as a round of offers goes on. */
export class Quotas {
  readonly #state: State;
  readonly #roles: { role: RoleRecord; taken: Resources }[];
  /** What is free in the whole cluster; only counted where a guarantee asks for it. */
  #free: Resources | null = null;

  constructor(state: State) {
    this.#state = state;
    this.#roles = state
      .find('rolesWithQuota', 'all')
      .map((role) => ({ role, taken: takenByRole(state, role.name) }));
  }

  get areNone(): boolean {
    return this.#roles.length === 0;
  }

  /** As much of it as the role's own limit and those above it allow. */
  within(role: string, resources: Resources): Resources {
    if (this.areNone) return resources;
    return this.#of(role).reduce(
      (left, { role: { quotaLimit }, taken }) =>
        quotaLimit === null ? left : each((kind) => Math.min(left[kind], quotaLimit[kind] - taken[kind])),
      resources,
    );
  }

  /** What the role is still short of its guarantee; null: nothing. */
  shortOf(role: string): Resources | null {
    if (this.areNone) return null;
    const short = this.#of(role).reduce(
      (sum, { role: { quotaGuarantee }, taken }) =>
        quotaGuarantee === null
          ? sum
          : each((kind) => Math.max(sum[kind], quotaGuarantee[kind] - taken[kind])),
      noResources,
    );
    return resourceKinds.some((kind) => short[kind] > 0) ? short : null;
  }

  /** What is to be left for roles that do not have their guarantee, other than this one. */
  reservedFrom(role: string): Resources {
    if (this.areNone) return noResources;
    return this.#roles
      .filter(({ role: { name } }) => !isWithin(role, name))
      .reduce(
        (sum, { role: { quotaGuarantee }, taken }) =>
          quotaGuarantee === null
            ? sum
            : addResources(
                sum,
                each((kind) => quotaGuarantee[kind] - taken[kind]),
              ),
        noResources,
      );
  }

  /** As much of it as the role's limit allows and guarantees of others leave. */
  spare(role: string, resources: Resources): Resources {
    const within = this.within(role, resources);
    const reserved = this.reservedFrom(role);
    return isWorthIt(reserved) ? lesser(within, less(this.#freeInAll(), reserved)) : within;
  }

  /** Why the role may not take so much now, as a sentence; null: it may. */
  whyNot(role: string, wanted: Resources): string | null {
    if (this.areNone) return null;
    if (!fitsIn(wanted, this.within(role, wanted)))
      return `Role ${role} is at the limit of its quota; raise the limit, or wait until some of its tasks have ended.`;
    const short = this.shortOf(role);
    if (short !== null && fitsIn(wanted, short)) return null;
    return fitsIn(wanted, this.spare(role, wanted))
      ? null
      : 'What is free is kept for guarantees of other roles; lower those, or wait until there is more.';
  }

  #freeInAll(): Resources {
    this.#free ??= freeInAll(this.#state);
    return this.#free;
  }

  take(role: string, resources: Resources): void {
    if (this.#free !== null) this.#free = less(this.#free, resources);
    for (const one of this.#of(role)) one.taken = addResources(one.taken, resources);
  }

  #of(role: string) {
    return this.#roles.filter((one) => isWithin(role, one.role.name));
  }
}

/** The lesser of two amounts, kind by kind; never below nothing. */
export const lesser = (a: Resources, b: Resources): Resources => each((kind) => Math.min(a[kind], b[kind]));
export const positive = (resources: Resources): Resources => each((kind) => resources[kind]);
export const less = (a: Resources, b: Resources): Resources => positive(subtractResources(a, b));
