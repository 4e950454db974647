import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { formatPercent } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { bySeverity, type Tone } from '../../shared/tone.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { type ColourBy, colourLegend, colourWords } from './map-colour.ts';
import type { MapNode } from './map-node.ts';

const columnsBy = (colourBy: ColourBy): readonly Column<MapNode>[] => [
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
    header: `Containers by ${colourWords[colourBy]}`,
    width: 'minmax(8rem, 2fr)',
    from: 'md',
    cell: ({ counts }) => (
      <span className="flex gap-3">
        {[...counts]
          .sort(([a], [b]) => bySeverity(a, b))
          .map(([tone, count]) => (
            <span key={tone} className="inline-flex items-center gap-1" title={wordOf(tone, colourBy)}>
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

const wordOf = (tone: Tone, colourBy: ColourBy) =>
  colourLegend[colourBy].find(([one]) => one === tone)?.[1] ?? tone;

/** The map's twin: the same nodes and figures, to read and to copy. */
export function MapTable({ nodes, colourBy }: { nodes: readonly MapNode[]; colourBy: ColourBy }) {
  const navigate = useNavigate();
  const columns = useMemo(() => columnsBy(colourBy), [colourBy]);
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
