import { useNavigate } from '@tanstack/react-router';
import { formatPercent } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { bySeverity } from '../../shared/tone.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import type { MapNode } from './map-node.ts';

const columns: readonly Column<MapNode>[] = [
  {
    id: 'name',
    header: 'Node',
    width: 'minmax(8rem, 1fr)',
    cell: ({ node }) => (
      <span className="block truncate" title={node.name}>
        <NodeLink name={node.name} />
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: 'minmax(6rem, 1fr)',
    cell: (entry) => <StateLabel verdict={entry} />,
  },
  {
    id: 'states',
    header: 'Containers by state',
    width: 'minmax(8rem, 2fr)',
    from: 'md',
    cell: ({ counts }) => (
      <span className="flex gap-3">
        {[...counts]
          .sort(([a], [b]) => bySeverity(a, b))
          .map(([tone, count]) => (
            <span key={tone} className="inline-flex items-center gap-1">
              <StateGlyph tone={tone} size={10} /> {count}
            </span>
          ))}
      </span>
    ),
  },
  {
    id: 'count',
    header: 'Containers',
    width: '5rem',
    align: 'right',
    cell: ({ containers }) => containers,
  },
  {
    id: 'fill',
    header: 'Reserved',
    width: '4.5rem',
    align: 'right',
    cell: ({ fillRatio }) => formatPercent(fillRatio),
  },
];

/** The map's twin: the same nodes and figures, to read and to copy. */
export function MapTable({ nodes }: { nodes: readonly MapNode[] }) {
  const navigate = useNavigate();
  return (
    <div className="overflow-hidden rounded-panel border border-line bg-panel">
      <DataTable
        label="Nodes of the map"
        columns={columns}
        rows={nodes}
        rowKey={({ node }) => node.id}
        subjectOf={({ node }) => `node:${node.name}`}
        onOpen={({ node }) => void navigate({ to: '/nodes/$node', params: { node: node.name } })}
      />
    </div>
  );
}
