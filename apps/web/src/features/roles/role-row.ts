import type { AppRouter } from '@gantry/client';
import type { FrameworkRecord, ReservationRecord, Resources, RoleRecord } from '@gantry/model';
import type { inferRouterOutputs } from '@trpc/server';
import { type Shares, sharesOf } from '../../shared/ladder/shares.ts';
import { sumOf } from '../../shared/resource-sum.ts';

type ToldRole = inferRouterOutputs<AppRouter>['roles']['list']['items'][number];
type Ladder = Pick<inferRouterOutputs<AppRouter>['allocation']['ladder'], 'total'> & {
  items: readonly { role: string; isNext: boolean }[];
};

/** A role as it is set up; of the past nobody tells what it had taken. */
export type Role = Pick<ToldRole, 'name' | 'weight' | 'quotaGuarantee' | 'quotaLimit' | 'frameworks'> & {
  taken: Resources | null;
};

/** A role with its share of the cluster; null: it is not told, as of the past. */
export interface RoleRow {
  role: Role;
  shares: Shares | null;
  /** It holds what is offered next. */
  isNext: boolean;
}

type Reserved = Pick<ReservationRecord, 'role' | 'resources'>;

/** As the allocator tells them now. `reservations`: of all nodes; those of roles below count for one above them. */
export function roleRows(
  roles: readonly ToldRole[],
  { total, items }: Ladder,
  reservations: readonly Reserved[],
): RoleRow[] {
  const next = items.find(({ isNext }) => isNext)?.role;
  return roles.map((role) => ({
    role,
    shares: sharesOf({ ...role, reserved: reservedFor(role.name, reservations) }, total),
    isNext: role.name === next,
  }));
}

const isWithin = (role: string, name: string) => role === name || role.startsWith(`${name}/`);

function reservedFor(name: string, reservations: readonly Reserved[]): Resources {
  const its = reservations.filter(({ role }) => isWithin(role, name));
  return sumOf(its.map(({ resources }) => resources));
}

/** How the record says that a kind is not limited. */
const unlimited = Number.MAX_SAFE_INTEGER;

/** Of the records of a moment: those that were set up, and those that a framework of then had. */
export function recordedRoleRows(
  records: readonly RoleRecord[],
  frameworks: readonly Pick<FrameworkRecord, 'id' | 'name' | 'roles' | 'completedAtMs'>[],
): RoleRow[] {
  const saved = new Map(records.map((record) => [record.name, record]));
  const there = frameworks.filter(({ completedAtMs }) => completedAtMs === null);
  const names = new Set([...saved.keys(), ...there.flatMap(({ roles }) => roles)]);
  return [...names].sort().map((name) => {
    const { weight = 1, quotaGuarantee = null, quotaLimit = null } = saved.get(name) ?? {};
    const within = there.filter(({ roles }) => roles.some((role) => isWithin(role, name)));
    const role = {
      ...{ name, weight, quotaGuarantee, quotaLimit: limitOf(quotaLimit), taken: null },
      frameworks: within.map(({ id, name }) => ({ id, name })),
    };
    return { role, shares: null, isNext: false };
  });
}

function limitOf(limit: Resources | null): Role['quotaLimit'] {
  if (limit === null) return null;
  const kinds = Object.entries(limit).map(([kind, amount]) => [kind, amount >= unlimited ? null : amount]);
  return Object.fromEntries(kinds) as Role['quotaLimit'];
}
