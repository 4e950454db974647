import { memo } from 'react';
import { type MapLayout, tileBox } from './map-layout.ts';
import type { MapNode } from './map-node.ts';
import type { MapSelection } from './map-selection.ts';
import type { WhatIf } from './what-if.ts';

/** A rack's worth of chosen nodes, and all that would take something of it, of a cluster of ten thousand. */
const mostOutlines = 4_000;

const outlines = {
  chosen: 'rounded-[2px] border-2 border-accent bg-accent/25',
  lost: 'rounded-[2px] hatch-sparse bg-panel/60 outline outline-tone',
  taking: 'rounded-[2px] border border-dashed border-(--canary)',
  /** Dashes of tiles so small run together. */
  takingSmall: 'bg-(--canary)/50',
};

const smallPixels = 12;

/** Frames round what is chosen, and in a what-if round what would take something; what would be lost is hatched. */
export const CanvasOutlines = memo(function CanvasOutlines({
  layout,
  nodes,
  selection,
  whatIf,
}: {
  layout: MapLayout;
  nodes: readonly MapNode[];
  selection: MapSelection;
  whatIf: WhatIf | null;
}) {
  if (selection.chosen.size === 0 && whatIf === null) return null;
  const lost = new Set<string>(whatIf?.nodes.map(({ id }) => id));
  return layout.groups
    .flatMap((group) =>
      nodes.slice(group.first, group.first + group.count).flatMap((entry, offset) => {
        const isChosen = selection.chosen.has(entry.node.id);
        const arrivals = whatIf?.arrivals.get(entry.node.name) ?? 0;
        const isLost = lost.has(entry.node.id);
        if (!isChosen && !isLost && arrivals === 0) return [];
        const kind = isChosen ? 'chosen' : isLost ? 'lost' : 'taking';
        const { x, y, size } = tileBox(layout, group, offset);
        const look = kind === 'taking' && size < smallPixels ? 'takingSmall' : kind;
        return [
          <span
            key={entry.node.id}
            data-chosen={isChosen || undefined}
            data-arrivals={arrivals || undefined}
            data-tone={kind === 'lost' ? 'unknown' : undefined}
            style={{ left: x - 1, top: y - 1, width: size + 2, height: size + 2 }}
            className={`pointer-events-none absolute ${outlines[look]}`}
          />,
        ];
      }),
    )
    .slice(0, mostOutlines);
});
