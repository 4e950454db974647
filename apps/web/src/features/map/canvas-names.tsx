import { memo } from 'react';
import { classNames } from '../../shared/ui/class-names.ts';
import { boxOf, type MapLayout } from './map-layout.ts';
import type { MapNode } from './map-node.ts';
import type { LitNodes } from './map-raster.ts';
import { namedAmong } from './named-among.ts';

/** The names of nodes whose tiles have room for what tells them apart: of all, or where there are many of those where something is wrong. */
export const CanvasNames = memo(function CanvasNames({
  layout,
  nodes,
  lit,
}: {
  layout: MapLayout;
  nodes: readonly MapNode[];
  lit: LitNodes;
}) {
  return namedAmong(nodes, layout.tile).map(({ index, text }) => {
    const box = boxOf(layout, index);
    const { node } = nodes[index]!;
    return box === null ? null : (
      <span
        key={node.id}
        aria-hidden="true"
        style={{ left: box.x + 3, top: box.y + 8, maxWidth: box.size - 6 }}
        className={classNames(
          'pointer-events-none absolute truncate rounded-[2px] bg-panel/80 px-0.5 text-label text-ink',
          lit !== null && !lit.has(node.id) && 'opacity-40',
        )}
      >
        {text}
      </span>
    );
  });
});
