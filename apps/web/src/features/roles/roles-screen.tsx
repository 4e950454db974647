import { type FieldReaders, share } from '@gantry/model/filter-line';
import { useMemo } from 'react';
import { formatBytes, formatCpu, formatPercent } from '../../shared/format/quantity.ts';
import { ShareBar } from '../../shared/ladder/share-bar.tsx';
import { kindWords } from '../../shared/ladder/shares.ts';
import { roleName } from '../../shared/role-name.ts';
import { Button } from '../../shared/ui/button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import type { Role, RoleRow } from './role-row.ts';

export const roleFields: FieldReaders<RoleRow> = {
  name: ({ role }) => role.name,
  weight: ({ role }) => role.weight,
  share: share(({ shares }) => shares?.dominant.ratio ?? 0),
  framework: ({ role }) => role.frameworks.map(({ name }) => name),
};
export const roleText = ({ role }: RoleRow): string =>
  `${role.name} ${role.frameworks.map(({ name }) => name).join(' ')}`;

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
    cell: ({ role, isNext, shares }) => (
      <div className="min-w-0" style={{ paddingLeft: `${depthOf(role.name)}rem` }}>
        <div className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium" title={role.name}>
            {roleName(role.name)}
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
        {shares !== null && (
          <div className="truncate text-dense text-ink-3 @table-md:hidden">
            {formatPercent(shares.dominant.ratio)} {kindWords[shares.dominant.kind]}
          </div>
        )}
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
    width: 'minmax(9rem, 1.5fr)',
    from: 'md',
    sortBy: ({ shares }) => shares?.dominant.ratio ?? 0,
    cell: ({ shares }) => shares !== null && <ShareBar shares={shares} />,
  },
  {
    id: 'taken',
    header: 'Allocated',
    width: 'minmax(7rem, 1fr)',
    from: 'lg',
    sortBy: ({ role }) => role.taken?.cpuMillis ?? 0,
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
  // Of the past the allocator tells nothing.
  const isTold = rows.some(({ shares }) => shares !== null);
  const shown = useMemo(() => {
    const told = isTold ? columns : columns.filter(({ id }) => id !== 'share' && id !== 'taken');
    return [...told, editColumn(onEdit)];
  }, [isTold, onEdit]);
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
