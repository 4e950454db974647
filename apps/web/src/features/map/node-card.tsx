import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { formatBytes, formatCpu, formatPlural } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import type { MapBlock, MapNode, SizeBy } from './map-node.ts';

const formats = { cpuMillis: formatCpu, memoryBytes: formatBytes };
/** More blocks than this are drawn as cells of one size. */
const mostBlocks = 14;

/** Level 0 of the map: a node with room enough to name what runs on it. */
export const NodeCard = memo(function NodeCard({
  entry,
  sizeBy,
  bare = false,
}: {
  entry: MapNode;
  sizeBy: SizeBy;
  /** Without the heading, where the screen is about this node anyway. */
  bare?: boolean;
}) {
  const { node, tone, blocks } = entry;
  const free = node.resources[sizeBy] - entry.reserved[sizeBy];
  return (
    <section
      aria-label={`Node ${node.name}`}
      className={classNames(
        'min-w-0 rounded-panel border border-line bg-panel px-3 py-2.5',
        node.cordoned && 'border-t-3 border-t-(--pending)',
      )}
    >
      {!bare && <Heading entry={entry} />}
      {blocks.length > mostBlocks ? (
        <Cells blocks={blocks} />
      ) : (
        <div className="flex h-20 gap-0.5 overflow-hidden rounded-control" data-tone={tone}>
          {blocks.map((block) => (
            <Block key={block.task.id} block={block} sizeBy={sizeBy} count={blocks.length} />
          ))}
          <Free amount={formats[sizeBy](Math.max(0, free))} share={free} lost={tone === 'unknown'} />
        </div>
      )}
    </section>
  );
});

function Heading({ entry: { node, tone, label, containers } }: { entry: MapNode }) {
  return (
    <header className="mb-2 flex flex-wrap items-center gap-x-3">
      <h3 className="max-w-full min-w-0 truncate text-emphasis font-semibold">
        <NodeLink name={node.name} />
      </h3>
      <span className="text-dense text-ink-3">
        {formatCpu(node.resources.cpuMillis)} · {formatBytes(node.resources.memoryBytes)}
      </span>
      <StateLabel verdict={{ tone, label }} className="text-dense" />
      <span className="ml-auto text-dense text-ink-3">
        {containers === 0 ? 'empty' : formatPlural(containers, 'container')}
      </span>
    </header>
  );
}

/** Never too small to read its name while there is room for it; beyond that, sized by what it reserves. */
function Block({ block, sizeBy, count }: { block: MapBlock; sizeBy: SizeBy; count: number }) {
  const size = formats[sizeBy](block.requests[sizeBy]);
  return (
    <Link
      to="/containers/$id"
      params={{ id: block.task.id }}
      data-tone={block.tone}
      data-cell
      title={`${block.task.name} · ${block.label} · ${size}`}
      style={{
        flexGrow: Math.max(1, block.requests[sizeBy]),
        minWidth: `min(7.5rem, ${Math.floor(90 / (count + 1))}%)`,
      }}
      className={classNames(
        'arrive @container relative basis-0 overflow-hidden border-t-3 border-t-tone bg-tone-tint focus-visible:-outline-offset-2',
        'hover:bg-[color-mix(in_srgb,var(--tone)_24%,transparent)]',
      )}
    >
      {(block.tone === 'draining' || block.tone === 'unknown') && (
        <span aria-hidden="true" className="hatch-sparse absolute inset-x-0 top-9 bottom-0" />
      )}
      <div className="flex items-center gap-1.5 px-1.5 pt-1 text-dense font-semibold text-tone-ink">
        <StateGlyph tone={block.tone} />
        <span className="hidden min-w-0 truncate @min-[4rem]:block">{block.name}</span>
      </div>
      <div className="hidden truncate px-1.5 text-label text-ink-2 @min-[4rem]:block">{size}</div>
      <div className="relative hidden truncate px-1.5 text-label text-ink-3 @min-[7rem]:block">
        {block.label}
        {block.task.deploymentId !== null && ` · r${block.task.revision}`}
      </div>
    </Link>
  );
}

function Free({ amount, share, lost }: { amount: string; share: number; lost: boolean }) {
  return (
    <div
      style={{ flexGrow: Math.max(0, share) }}
      className={classNames('@container min-w-0 basis-0 bg-raised', lost && 'hatch-sparse')}
    >
      <div className="hidden truncate px-2 pt-1 text-dense text-ink-3 @min-[4.5rem]:block">{amount} free</div>
    </div>
  );
}

/** Many containers: one cell each, of one size, in the order of their deployments. */
function Cells({ blocks }: { blocks: readonly MapBlock[] }) {
  return (
    <div className="flex flex-wrap gap-0.5">
      {blocks.map((block) => (
        <Link
          key={block.task.id}
          to="/containers/$id"
          params={{ id: block.task.id }}
          data-tone={block.tone}
          data-cell
          aria-label={`${block.task.name}: ${block.label}`}
          title={`${block.task.name} · ${block.label}`}
          className="arrive inline-flex size-6 items-center justify-center rounded-control bg-tone-tint hover:bg-[color-mix(in_srgb,var(--tone)_24%,transparent)]"
        >
          <StateGlyph tone={block.tone} size={10} />
        </Link>
      ))}
    </div>
  );
}
