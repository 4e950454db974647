import { useNavigate } from '@tanstack/react-router';
import { BulkBar } from '../../shared/bulk/bulk-bar.tsx';
import { nodeBulkActs } from '../../shared/bulk/node-bulk.ts';
import { formatBytes, formatCpu, formatPercent, formatPlural } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Meter } from '../../shared/ui/meter.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { chosenOf, useRowChoice } from '../../shared/ui/row-choice.ts';
import { Ago } from '../../shared/ui/time.tsx';
import type { NodeRow } from './node-row.ts';

function Share({ ratio, label }: { ratio: number; label: string }) {
  return (
    <span className="flex items-center gap-2">
      <Meter
        className="hidden h-1.5 flex-1 @table-md:flex"
        total={1}
        label={label}
        parts={[{ amount: ratio, className: 'bg-accent', label }]}
      />
      <span className="@table-md:w-10 @table-md:text-right">{formatPercent(ratio)}</span>
    </span>
  );
}

const columns: readonly Column<NodeRow>[] = [
  {
    id: 'name',
    header: 'Node',
    width: 'minmax(8rem, 1.5fr)',
    sortBy: ({ node }) => node.name,
    cell: ({ node, verdict }) => (
      <NameCell verdict={verdict} below={formatCpu(node.resources.cpuMillis)}>
        <NodeLink name={node.name} />
      </NameCell>
    ),
  },
  statusColumn(({ verdict }) => verdict),
  {
    id: 'cpu',
    header: 'CPU reserved',
    width: 'minmax(4.5rem, 1.2fr)',
    sortBy: ({ cpuRatio }) => cpuRatio,
    cell: ({ node, load, cpuRatio }) => (
      <Share
        ratio={cpuRatio}
        label={`${formatCpu(load?.allocated.cpuMillis ?? 0)} of ${formatCpu(node.resources.cpuMillis)} reserved`}
      />
    ),
  },
  {
    id: 'memory',
    header: 'Memory reserved',
    width: 'minmax(4.5rem, 1.2fr)',
    from: 'md',
    sortBy: ({ memoryRatio }) => memoryRatio,
    cell: ({ node, load, memoryRatio }) => (
      <Share
        ratio={memoryRatio}
        label={`${formatBytes(load?.allocated.memoryBytes ?? 0)} of ${formatBytes(node.resources.memoryBytes)} reserved`}
      />
    ),
  },
  {
    id: 'containers',
    header: 'Containers',
    width: '5rem',
    align: 'right',
    sortBy: ({ load }) => load?.tasks ?? 0,
    cell: ({ load }) => load?.tasks ?? 0,
  },
  {
    id: 'runtimes',
    header: 'Runtimes',
    width: 'minmax(7rem, 1fr)',
    from: 'lg',
    cell: ({ node }) => (
      <span className="block truncate">
        {node.runtimes.map(({ name, available, detail }, index) => (
          <span key={name} className={available ? '' : 'text-ink-3 line-through'} title={detail}>
            {index > 0 && ', '}
            {name}
          </span>
        ))}
      </span>
    ),
  },
  {
    id: 'size',
    header: 'Size',
    width: '9rem',
    from: 'lg',
    sortBy: ({ node }) => node.resources.cpuMillis,
    cell: ({ node }) => (
      <span className="text-ink-2">
        {formatCpu(node.resources.cpuMillis)} · {formatBytes(node.resources.memoryBytes)}
      </span>
    ),
  },
  {
    id: 'age',
    header: 'Age',
    width: '3.5rem',
    align: 'right',
    from: 'md',
    sortBy: ({ node }) => -node.registeredAtMs,
    cell: ({ node }) => (
      <span className="text-ink-3">
        <Ago atMs={node.registeredAtMs} />
      </span>
    ),
  },
];

const rowKey = ({ node }: NodeRow) => node.id;

export function NodesTable({
  rows,
  sort,
  onSort,
}: {
  rows: readonly NodeRow[];
  sort: string;
  onSort: (sort: string) => void;
}) {
  const navigate = useNavigate();
  const choice = useRowChoice();
  const chosen = chosenOf(rows, choice, rowKey);
  return (
    <>
      <DataTable
        label="Nodes"
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        choice={choice}
        subjectOf={({ node }) => `node:${node.name}`}
        sort={sort}
        onSort={onSort}
        onOpen={({ node }) => void navigate({ to: '/nodes/$node', params: { node: node.name } })}
      />
      <BulkBar
        what={formatPlural(chosen.length, 'node')}
        count={chosen.length}
        choices={nodeBulkActs(chosen.map(({ node }) => node))}
        namespaces={null}
        onClear={choice.clear}
      />
    </>
  );
}
