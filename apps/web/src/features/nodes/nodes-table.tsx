import { useNavigate } from '@tanstack/react-router';
import { BulkBar } from '../../shared/bulk/bulk-bar.tsx';
import { nodeBulkActs } from '../../shared/bulk/node-bulk.ts';
import { formatBytes, formatCpu, formatPlural } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { chosenOf, useRowChoice } from '../../shared/ui/row-choice.ts';
import type { Grouping } from '../../shared/ui/row-groups.ts';
import { Ago } from '../../shared/ui/time.tsx';
import { BinBar } from './bin-bar.tsx';
import { labelWords } from './label-words.ts';
import type { NodeRow } from './node-row.ts';

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
    align: 'right',
    sortBy: ({ cpuRatio }) => cpuRatio,
    cell: (row) => <BinBar row={row} kind="cpuMillis" />,
  },
  {
    id: 'memory',
    header: 'Memory reserved',
    width: 'minmax(4.5rem, 1.2fr)',
    align: 'right',
    from: 'md',
    sortBy: ({ memoryRatio }) => memoryRatio,
    cell: (row) => <BinBar row={row} kind="memoryBytes" />,
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
    id: 'offers',
    header: 'Offers held',
    width: '4.75rem',
    align: 'right',
    from: 'lg',
    sortBy: ({ offers }) => offers,
    cell: ({ offers }) => (offers > 0 ? offers : <span className="text-ink-3">0</span>),
  },
  {
    id: 'labels',
    header: 'Labels',
    width: 'minmax(7rem, 1.2fr)',
    from: 'xl',
    cell: ({ node }) => {
      const words = labelWords(node);
      return (
        <span className="block truncate text-ink-2" title={words}>
          {words}
        </span>
      );
    },
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
  grouping,
}: {
  rows: readonly NodeRow[];
  sort: string;
  onSort: (sort: string) => void;
  grouping: Grouping<NodeRow> | undefined;
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
        grouping={grouping}
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
