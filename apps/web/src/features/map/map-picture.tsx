import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import type { MapBlock, MapNode, SizeBy } from './map-node.ts';
import type { LitNodes } from './map-raster.ts';
import { NodeCard } from './node-card.tsx';
import { NodeTile } from './node-tile.tsx';

// Most clusters never need it, and the first screen does not wait for it.
const MapCanvas = lazy(() => import('./map-canvas.tsx'));

const mostCards = 12;
const mostTiles = 120;
const mostUnplacedShown = 24;

/** The map at the level that its number of nodes asks for. */
export function MapPicture({
  nodes,
  unplaced,
  sizeBy,
  groupKey,
  height,
  lit = null,
}: {
  nodes: readonly MapNode[];
  unplaced: readonly MapBlock[];
  sizeBy: SizeBy;
  groupKey: string | undefined;
  height: number;
  lit?: LitNodes;
}) {
  return (
    <div className="flex flex-col gap-3">
      {unplaced.length > 0 && <UnplacedTray blocks={unplaced} />}
      {nodes.length <= mostCards &&
        nodes.map((entry) => (
          <Stand key={entry.node.id} node={entry.node.id} lit={lit}>
            <NodeCard entry={entry} sizeBy={sizeBy} />
          </Stand>
        ))}
      {nodes.length > mostCards && nodes.length <= mostTiles && (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-2">
          {nodes.map((entry) => (
            <Stand key={entry.node.id} node={entry.node.id} lit={lit}>
              <NodeTile entry={entry} />
            </Stand>
          ))}
        </div>
      )}
      {nodes.length > mostTiles && (
        <Suspense fallback={<div style={{ height }} />}>
          <MapCanvas nodes={nodes} groupKey={groupKey} height={height} lit={lit} />
        </Suspense>
      )}
    </div>
  );
}

/** A node's place: outlined when it is lit, faint when others are. */
function Stand({ node, lit, children }: { node: string; lit: LitNodes; children: ReactNode }) {
  if (lit === null) return children;
  return lit.has(node) ? (
    <div data-lit className="grid min-w-0 rounded-panel outline-2 outline-offset-1 outline-accent">
      {children}
    </div>
  ) : (
    <div className="grid min-w-0 opacity-40">{children}</div>
  );
}

/** What is on no node is drawn on none: it waits here, with the reason a click away. */
function UnplacedTray({ blocks }: { blocks: readonly MapBlock[] }) {
  return (
    <section
      aria-label="On no node yet"
      className="rounded-panel border border-dashed border-line-strong bg-panel px-3 py-2"
    >
      <h3 className="mb-1.5 text-dense font-medium text-ink-2">
        {blocks.length} on no node yet <span className="font-normal text-ink-3">open one to see why</span>
      </h3>
      <div className="flex flex-wrap gap-1">
        {blocks.slice(0, mostUnplacedShown).map((block) => (
          <Link
            key={block.task.id}
            to="/containers/$id"
            params={{ id: block.task.id }}
            data-tone={block.tone}
            title={block.task.unplaced?.message ?? block.label}
            className="inline-flex h-6 items-center gap-1.5 rounded-control bg-tone-tint px-1.5 text-dense text-tone-ink"
          >
            <StateGlyph tone={block.tone} size={10} />
            {block.name}
          </Link>
        ))}
        {blocks.length > mostUnplacedShown && (
          <span className="self-center text-dense text-ink-3">
            and {blocks.length - mostUnplacedShown} more
          </span>
        )}
      </div>
    </section>
  );
}
