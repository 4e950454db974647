import { useNavigate } from '@tanstack/react-router';
import { formatCount } from '../../shared/format/quantity.ts';
import { ServiceLink } from '../../shared/links.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import type { ServiceRow } from './service-row.ts';
import { kindWords, portWords, targetWords } from './service-words.ts';

const columns: readonly Column<ServiceRow>[] = [
  {
    id: 'name',
    header: 'Service',
    width: 'minmax(9rem, 1.4fr)',
    sortBy: ({ service }) => service.name,
    cell: ({ service, verdict }) => (
      <NameCell verdict={verdict} below={service.ports.map(portWords).join(', ')}>
        <ServiceLink namespace={service.namespace} name={service.name} />
        {service.namespace !== 'default' && (
          <span className="ml-1.5 font-normal text-ink-3">{service.namespace}</span>
        )}
      </NameCell>
    ),
  },
  statusColumn(({ verdict }) => verdict),
  {
    id: 'ready',
    header: 'Serving',
    width: '6.5rem',
    align: 'right',
    sortBy: ({ counts }) => counts?.ready ?? -1,
    cell: ({ counts }) =>
      counts === null ? (
        '—'
      ) : (
        <span className="whitespace-nowrap">
          {formatCount(counts.ready)}/{formatCount(counts.total)}
        </span>
      ),
  },
  {
    id: 'target',
    header: 'Containers of',
    width: 'minmax(7rem, 1fr)',
    from: 'lg',
    cell: ({ service }) => <span className="block truncate">{targetWords(service) || '—'}</span>,
  },
  {
    id: 'kind',
    header: 'Reached',
    width: 'minmax(9rem, 1fr)',
    from: 'lg',
    sortBy: ({ service }) => service.kind,
    cell: ({ service }) => <span className="block truncate text-ink-2">{kindWords[service.kind]}</span>,
  },
  {
    id: 'address',
    header: 'Address',
    width: '8rem',
    from: 'md',
    sortBy: ({ service }) => service.clusterAddress,
    cell: ({ service }) => <span className="font-mono text-dense">{service.clusterAddress}</span>,
  },
  {
    id: 'ports',
    header: 'Ports',
    width: 'minmax(8rem, 1fr)',
    from: 'md',
    cell: ({ service }) => (
      <span className="block truncate">
        {service.ports.map((port) => `${portWords(port)} ${port.traffic.toUpperCase()}`).join(', ')}
      </span>
    ),
  },
  {
    id: 'age',
    header: 'Age',
    width: '3.5rem',
    align: 'right',
    from: 'md',
    sortBy: ({ service }) => -service.createdAtMs,
    cell: ({ service }) => (
      <span className="text-ink-3">
        <Ago atMs={service.createdAtMs} />
      </span>
    ),
  },
];

export function ServicesTable({
  rows,
  sort,
  onSort,
}: {
  rows: readonly ServiceRow[];
  sort: string;
  onSort: (sort: string) => void;
}) {
  const navigate = useNavigate();
  return (
    <DataTable
      label="Services"
      columns={columns}
      rows={rows}
      rowKey={({ service }) => service.id}
      sort={sort}
      onSort={onSort}
      onOpen={({ service: { namespace, name } }) =>
        void navigate({ to: '/services/$namespace/$name', params: { namespace, name } })
      }
    />
  );
}
