import { Link, useNavigate } from '@tanstack/react-router';
import { formatBytes } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { namesOfUsers, type VolumeRow } from './volume-row.ts';

const route = '/configuration/volumes/$namespace/$name';

const columns: readonly Column<VolumeRow>[] = [
  {
    id: 'name',
    header: 'Volume',
    width: 'minmax(8rem, 1.5fr)',
    sortBy: ({ volume }) => volume.name,
    cell: ({ volume, verdict }) => (
      <NameCell verdict={verdict}>
        <Link
          to={route}
          params={{ namespace: volume.namespace, name: volume.name }}
          className="rounded-control underline-offset-2 hover:text-accent hover:underline"
        >
          {volume.name}
        </Link>
      </NameCell>
    ),
  },
  statusColumn(({ verdict }) => verdict),
  {
    id: 'node',
    header: 'Data on',
    width: 'minmax(6rem, 1fr)',
    sortBy: ({ nodeName }) => nodeName ?? '',
    cell: ({ nodeName, volume }) =>
      nodeName === null ? (
        <span className="text-ink-3">{volume.state === 'ready' ? 'every node' : 'no node yet'}</span>
      ) : (
        <NodeLink name={nodeName} />
      ),
  },
  {
    id: 'driver',
    header: 'Driver',
    width: 'minmax(5rem, 0.8fr)',
    from: 'lg',
    sortBy: ({ volume }) => volume.driver,
    cell: ({ volume }) => <span className="block truncate text-ink-2">{volume.driver}</span>,
  },
  {
    id: 'capacity',
    header: 'Asked for',
    width: '6rem',
    align: 'right',
    from: 'lg',
    sortBy: ({ volume }) => volume.capacityBytes,
    cell: ({ volume }) => (
      <span className="text-ink-2">
        {volume.capacityBytes === 0 ? 'any size' : formatBytes(volume.capacityBytes)}
      </span>
    ),
  },
  {
    id: 'used',
    header: 'Used by',
    width: 'minmax(7rem, 1.2fr)',
    from: 'md',
    sortBy: (row) => namesOfUsers(row).length,
    cell: (row) => <UsedBy names={namesOfUsers(row)} />,
  },
  {
    id: 'age',
    header: 'Age',
    width: '3.5rem',
    align: 'right',
    sortBy: ({ volume }) => -volume.createdAtMs,
    cell: ({ volume }) => (
      <span className="text-ink-3">
        <Ago atMs={volume.createdAtMs} />
      </span>
    ),
  },
];

function UsedBy({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="text-ink-3">nobody</span>;
  return <span className="block truncate text-ink-2">{names.join(', ')}</span>;
}

export function VolumesTable({
  rows,
  sort,
  onSort,
}: {
  rows: readonly VolumeRow[];
  sort: string;
  onSort: (sort: string) => void;
}) {
  const navigate = useNavigate();
  return (
    <DataTable
      label="Volumes"
      columns={columns}
      rows={rows}
      rowKey={({ volume }) => volume.id}
      sort={sort}
      onSort={onSort}
      onOpen={({ volume: { namespace, name } }) => void navigate({ to: route, params: { namespace, name } })}
    />
  );
}
