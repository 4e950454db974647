import { Link, useNavigate } from '@tanstack/react-router';
import { formatPlural } from '../../shared/format/quantity.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { behind, namesOfReaders, type Stored } from './stored.ts';

const routes = {
  config: '/configuration/configs/$namespace/$name',
  secret: '/configuration/secrets/$namespace/$name',
} as const;

export const routeOf = ({ kind }: Pick<Stored, 'kind'>) => routes[kind];

const columns: readonly Column<Stored>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(8rem, 1.5fr)',
    sortBy: ({ record }) => record.name,
    cell: (stored) => (
      <div className="min-w-0">
        <Link
          to={routeOf(stored)}
          params={{ namespace: stored.record.namespace, name: stored.record.name }}
          className="block truncate rounded-control font-medium underline-offset-2 hover:text-accent hover:underline"
        >
          {stored.record.name}
        </Link>
        <div className="truncate text-dense text-ink-3 @table-md:hidden">
          {formatPlural(stored.keys.length, 'key')} · v{stored.record.version}
        </div>
      </div>
    ),
  },
  {
    id: 'namespace',
    header: 'Namespace',
    width: 'minmax(6rem, 0.7fr)',
    from: 'lg',
    sortBy: ({ record }) => record.namespace,
    cell: ({ record }) => <span className="block truncate text-ink-2">{record.namespace}</span>,
  },
  {
    id: 'keys',
    header: 'Keys',
    width: 'minmax(8rem, 1.5fr)',
    from: 'md',
    cell: ({ keys }) => (
      <span className="block truncate font-mono text-dense text-ink-2" title={keys.join('\n')}>
        {keys.join(', ') || 'none'}
      </span>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    width: '4.5rem',
    align: 'right',
    from: 'md',
    sortBy: ({ record }) => record.version,
    cell: ({ record }) => record.version,
  },
  {
    id: 'used',
    header: 'Used by',
    width: 'minmax(7rem, 1.2fr)',
    sortBy: (stored) => namesOfReaders(stored).length,
    cell: (stored) => <UsedBy stored={stored} />,
  },
  {
    id: 'saved',
    header: 'Saved',
    width: 'minmax(5rem, 0.8fr)',
    align: 'right',
    from: 'md',
    sortBy: ({ record }) => -record.updatedAtMs,
    cell: ({ record }) => (
      <span className="text-ink-3">
        <Ago atMs={record.updatedAtMs} suffix />{' '}
        <span className="@max-table-lg:hidden">by {record.author}</span>
      </span>
    ),
  },
];

/** Who reads it, and whether some of them still run with an earlier version. */
function UsedBy({ stored }: { stored: Stored }) {
  const old = behind(stored);
  const names = namesOfReaders(stored);
  if (names.length === 0) return <span className="text-ink-3">nobody</span>;
  if (old.length > 0)
    return (
      <StateLabel
        verdict={{ tone: 'pending', label: `${old.length} of ${stored.readers.length} on an older version` }}
        className="max-w-full truncate"
      />
    );
  return <span className="block truncate text-ink-2">{names.join(', ')}</span>;
}

export function StoredTable({
  label,
  rows,
  sort,
  onSort,
}: {
  label: string;
  rows: readonly Stored[];
  sort: string;
  onSort: (sort: string) => void;
}) {
  const navigate = useNavigate();
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows}
      rowKey={({ record }) => record.id}
      sort={sort}
      onSort={onSort}
      onOpen={(stored) =>
        void navigate({
          to: routeOf(stored),
          params: { namespace: stored.record.namespace, name: stored.record.name },
        })
      }
    />
  );
}
