import type { AppRouter } from '@gantry/client';
import type { FieldReaders } from '@gantry/model/filter-line';
import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { formatBytes, formatCpu, formatPercent } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Meter } from '../../shared/ui/meter.tsx';

type Role = inferRouterOutputs<AppRouter>['roles']['list']['items'][number];
type Ladder = inferRouterOutputs<AppRouter>['allocation']['ladder'];

/** A role with its share of the cluster. */
export interface RoleRow {
  role: Role;
  /** Of what is there, by the kind that it has most of. */
  share: number;
  kind: 'cpu' | 'memory' | 'gpu';
  /** It holds what is offered next. */
  isNext: boolean;
  total: Ladder['total'];
}

const readEveryMs = 2_000;

export function useRoleRows(): {
  rows: readonly RoleRow[];
  loaded: boolean;
  error: unknown;
  again: () => void;
} {
  const roles = useQuery({
    queryKey: ['roles'],
    queryFn: () => api.roles.list.query(),
    refetchInterval: readEveryMs,
  });
  const ladder = useQuery({
    queryKey: ['ladder'],
    queryFn: () => api.allocation.ladder.query(),
    refetchInterval: readEveryMs,
  });
  const rows = useMemo(() => {
    if (!roles.data || !ladder.data) return [];
    const { total, items } = ladder.data;
    const next = items.find(({ isHungry, why }) => isHungry && why === '')?.role;
    return roles.data.items.map((role) => ({
      role,
      total,
      isNext: role.name === next,
      ...shareOf(role, total),
    }));
  }, [roles.data, ladder.data]);
  return {
    rows,
    loaded: roles.data !== undefined && ladder.data !== undefined,
    error: roles.error ?? ladder.error,
    again: () => void roles.refetch(),
  };
}

/** The largest of its shares, and of what: fairness is about that one. */
function shareOf({ taken }: Role, total: Ladder['total']): Pick<RoleRow, 'share' | 'kind'> {
  const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const shares = [
    { kind: 'cpu', share: ratio(taken.cpuMillis, total.cpuMillis) },
    { kind: 'memory', share: ratio(taken.memoryBytes, total.memoryBytes) },
    { kind: 'gpu', share: ratio(taken.gpus, total.gpus) },
  ] as const;
  return shares.reduce((most, one) => (one.share > most.share ? one : most));
}

export const roleFields: FieldReaders<RoleRow> = {
  name: ({ role }) => role.name,
  weight: ({ role }) => role.weight,
  share: ({ share }) => share,
  framework: ({ role }) => role.frameworks.map(({ name }) => name),
};
export const roleText = ({ role }: RoleRow): string =>
  `${role.name} ${role.frameworks.map(({ name }) => name).join(' ')}`;

const kindWords: Record<RoleRow['kind'], string> = { cpu: 'CPU', memory: 'memory', gpu: 'GPU' };

type Amounts = Partial<Record<'cpuMillis' | 'memoryBytes' | 'gpus', number | null>> | null;

/** `2 CPU · 4 GiB`; nothing set: a dash. */
function amountsText(amounts: Amounts): string {
  if (amounts === null) return '—';
  const { cpuMillis, memoryBytes, gpus } = amounts;
  const parts = [
    cpuMillis ? formatCpu(cpuMillis) : '',
    memoryBytes ? formatBytes(memoryBytes) : '',
    gpus ? `${gpus} GPU` : '',
  ].filter(Boolean);
  return parts.join(' · ') || '—';
}

const columns: readonly Column<RoleRow>[] = [
  {
    id: 'name',
    header: 'Role',
    width: 'minmax(8rem, 1.4fr)',
    sortBy: ({ role }) => role.name,
    cell: ({ role, isNext, share, kind }) => (
      <div className="min-w-0" style={{ paddingLeft: `${depthOf(role.name)}rem` }}>
        <div className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium" title={role.name}>
            {role.name === '*' ? '* (everybody)' : role.name}
          </span>
          {isNext && (
            <span
              data-tone="offered"
              className="shrink-0 rounded-full bg-tone-tint px-2 text-dense font-semibold text-tone-ink"
            >
              Next
            </span>
          )}
        </div>
        <div className="truncate text-dense text-ink-3 @table-md:hidden">
          {formatPercent(share)} {kindWords[kind]}
        </div>
      </div>
    ),
  },
  {
    id: 'weight',
    header: 'Weight',
    width: '4rem',
    align: 'right',
    sortBy: ({ role }) => role.weight,
    cell: ({ role }) => role.weight,
  },
  {
    id: 'share',
    header: 'Share',
    width: 'minmax(6rem, 1.5fr)',
    from: 'md',
    sortBy: ({ share }) => share,
    cell: (row) => <ShareBar row={row} />,
  },
  {
    id: 'taken',
    header: 'Allocated',
    width: 'minmax(7rem, 1fr)',
    from: 'lg',
    sortBy: ({ role }) => role.taken.cpuMillis,
    cell: ({ role }) => amountsText(role.taken),
  },
  {
    id: 'guarantee',
    header: 'Guarantee',
    width: 'minmax(7rem, 1fr)',
    from: 'md',
    cell: ({ role }) => amountsText(role.quotaGuarantee),
  },
  {
    id: 'limit',
    header: 'Limit',
    width: 'minmax(7rem, 1fr)',
    from: 'md',
    cell: ({ role }) => amountsText(role.quotaLimit),
  },
  {
    id: 'frameworks',
    header: 'Frameworks',
    width: 'minmax(6rem, 1fr)',
    from: 'xl',
    cell: ({ role }) => (
      <span className="block truncate text-ink-2">
        {role.frameworks.map(({ name }) => name).join(', ') || '—'}
      </span>
    ),
  },
];

const editColumn = (onEdit: (role: Role) => void): Column<RoleRow> => ({
  id: 'edit',
  header: 'Edit',
  isUnheaded: true,
  width: '4rem',
  align: 'right',
  cell: ({ role }) => (
    <Button acts aria-label={`Edit ${role.name}`} onClick={() => onEdit(role)}>
      Edit
    </Button>
  ),
});

const depthOf = (name: string): number => name.split('/').length - 1;

function ShareBar({ row: { role, share, kind, total } }: { row: RoleRow }) {
  const offered = kind === 'cpu' ? role.offered.cpuMillis / (total.cpuMillis || 1) : 0;
  return (
    <div className="flex items-center gap-2">
      <Meter
        className="flex-1"
        total={1}
        label={`${formatPercent(share)} of the ${kindWords[kind]}, ${formatPercent(offered)} of it only offered`}
        parts={[
          { amount: share - offered, className: 'bg-accent', label: 'allocated' },
          { amount: offered, className: 'bg-(--offered)', label: 'offered' },
        ]}
      />
      <span className="w-20 text-right text-dense text-ink-2">
        {formatPercent(share)} {kindWords[kind]}
      </span>
    </div>
  );
}

export function RolesTable({
  rows,
  sort,
  onSort,
  onEdit,
}: {
  rows: readonly RoleRow[];
  sort: string;
  onSort: (sort: string) => void;
  onEdit: (role: Role) => void;
}) {
  const shown = useMemo(() => [...columns, editColumn(onEdit)], [onEdit]);
  return (
    <DataTable
      label="Roles"
      columns={shown}
      rows={rows}
      rowKey={({ role }) => role.name}
      sort={sort}
      onSort={onSort}
    />
  );
}
