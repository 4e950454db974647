import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { formatPercent, formatPlural } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { HueGlyph } from './hue-glyph.tsx';
import { type ColourBy, colourWords, kindWords, type LegendEntry } from './map-colour.ts';
import type { MapNode } from './map-node.ts';
import { nodeTroubles } from './map-trouble.ts';

const columnsBy = (colourBy: ColourBy, legend: readonly LegendEntry[]): readonly Column<MapNode>[] => [
  {
    id: 'name',
    header: 'Node',
    width: 'minmax(8rem, 1fr)',
    cell: (entry) => (
      <NameCell verdict={entry} below={belowName(entry)} title={entry.node.name}>
        <NodeLink name={entry.node.name} />
      </NameCell>
    ),
  },
  statusColumn((entry: MapNode) => entry),
  {
    id: 'trouble',
    header: 'Trouble',
    width: 'minmax(7rem, 1fr)',
    from: 'md',
    cell: (entry) => <Troubles entry={entry} />,
  },
  {
    id: 'states',
    header: headers[colourBy] ?? `Containers by ${colourWords[colourBy]}`,
    width: 'minmax(8rem, 2fr)',
    from: 'md',
    cell: (entry) => <Parts entry={entry} legend={legend} />,
  },
  {
    id: 'count',
    header: 'Containers',
    width: '5rem',
    align: 'right',
    from: 'md',
    cell: ({ containers }) => containers,
  },
  {
    // Of whichever of the two is scarcer.
    id: 'fill',
    header: 'Most reserved',
    width: '8rem',
    align: 'right',
    cell: ({ fillRatio, tightest }) => (
      <>
        {formatPercent(fillRatio)}
        {fillRatio > 0 && <span className="text-ink-3"> of {kindWords[tightest]}</span>}
      </>
    ),
  },
];

/** On a phone, where there is a column for none of it. */
const belowName = (entry: MapNode): string =>
  [formatPlural(entry.containers, 'container'), ...nodeTroubles(entry).map(({ text }) => text)].join(' · ');

/** Whatever the colours tell. */
function Troubles({ entry }: { entry: MapNode }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      {nodeTroubles(entry).map(({ tone, text }) => (
        <span key={tone} data-tone={tone} className="inline-flex items-center gap-1 text-tone-ink">
          <StateGlyph tone={tone} size={10} /> {text}
        </span>
      ))}
    </span>
  );
}

/** Of what is told by node. */
const headers: Partial<Record<ColourBy, string>> = {
  used: 'Use',
  requested: 'Requests',
  offers: 'Offers held',
};

/** What the colours of the node's tile say: in words, or in how many containers have which. */
function Parts({ entry: { parts, note }, legend }: { entry: MapNode; legend: readonly LegendEntry[] }) {
  if (note !== '')
    return (
      <span className="flex min-w-0 items-center gap-1.5" title={note}>
        {parts[0] && <HueGlyph hue={parts[0][0]} size={10} />}
        <span className="truncate">{note}</span>
      </span>
    );
  return (
    <span className="flex gap-3">
      {parts.map(([hue, count]) => (
        <span
          key={hue}
          className="inline-flex items-center gap-1"
          title={legend.find(([one]) => one === hue)?.[1] ?? hue}
        >
          <HueGlyph hue={hue} size={10} /> {count}
        </span>
      ))}
    </span>
  );
}

/** The map's twin: the same nodes and figures, to read and to copy. */
export function MapTable({
  nodes,
  colourBy,
  legend,
}: {
  nodes: readonly MapNode[];
  colourBy: ColourBy;
  legend: readonly LegendEntry[];
}) {
  const navigate = useNavigate();
  const columns = useMemo(() => columnsBy(colourBy, legend), [colourBy, legend]);
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
