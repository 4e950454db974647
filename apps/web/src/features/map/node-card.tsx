import type { DeploymentId } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { type CSSProperties, memo } from 'react';
import { formatBytes, formatCpu, formatPlural } from '../../shared/format/quantity.ts';
import { formatClock } from '../../shared/format/time.ts';
import { NodeLink } from '../../shared/links.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Elapsed } from '../../shared/ui/time.tsx';
import type { Held } from './colouring.ts';
import { HueGlyph } from './hue-glyph.tsx';
import type { SizeBy } from './map-colour.ts';
import { isTone } from './map-hue.ts';
import type { MapBlock, MapNode } from './map-node.ts';

const formats = { cpuMillis: formatCpu, memoryBytes: formatBytes };
/** More blocks than this are drawn as cells of one size. */
const mostBlocks = 14;
/** On the page of one node, which is as wide as the screen. */
const mostBlocksBare = 24;

/** Level 0 of the map: a node with room enough to name what runs on it. */
export const NodeCard = memo(function NodeCard({
  entry,
  sizeBy,
  app,
  bare = false,
}: {
  entry: MapNode;
  sizeBy: SizeBy;
  /** The deployment that is looked for; undefined: none is. */
  app?: DeploymentId | undefined;
  /** Without the heading, where the screen is about this node anyway. */
  bare?: boolean;
}) {
  const { node, tone, blocks } = entry;
  const { held } = entry;
  const heldAmount = held.reduce((sum, { offer }) => sum + offer.resources[sizeBy], 0);
  const free = node.resources[sizeBy] - entry.reserved[sizeBy] - heldAmount;
  return (
    <section
      aria-label={`Node ${node.name}`}
      className={classNames(
        '@container/card min-w-0 rounded-panel border border-line bg-panel px-3 py-2.5',
        node.cordoned && 'border-t-3 border-t-(--pending)',
      )}
    >
      {!bare && <Heading entry={entry} />}
      {blocks.length > (bare ? mostBlocksBare : mostBlocks) ? (
        <Cells blocks={blocks} app={app} />
      ) : (
        <div
          data-tone={tone}
          className="flex flex-wrap gap-1 overflow-hidden rounded-control @min-[28rem]/card:h-20 @min-[28rem]/card:flex-nowrap @min-[28rem]/card:gap-0.5"
        >
          {blocks.map((block) => (
            <Block
              key={block.task.id}
              block={block}
              sizeBy={sizeBy}
              count={blocks.length}
              isFaint={isOther(block, app)}
            />
          ))}
          {held.map((one) => (
            <HeldBlock key={one.offer.id} held={one} sizeBy={sizeBy} />
          ))}
          <Free amount={formats[sizeBy](Math.max(0, free))} share={free} lost={tone === 'unknown'} />
        </div>
      )}
    </section>
  );
});

function Heading({ entry: { node, tone, label, containers, note } }: { entry: MapNode }) {
  return (
    <header className="mb-2 flex flex-wrap items-center gap-x-3">
      <h3 className="max-w-full min-w-0 truncate text-emphasis font-semibold">
        <NodeLink name={node.name} isSubject />
      </h3>
      <span className="text-dense text-ink-3">
        {formatCpu(node.resources.cpuMillis)} · {formatBytes(node.resources.memoryBytes)}
      </span>
      <StateLabel verdict={{ tone, label }} className="text-dense" />
      {note !== '' && <span className="text-dense text-ink-2">{note}</span>}
      <span className="ml-auto text-dense text-ink-3">
        {containers === 0 ? 'empty' : formatPlural(containers, 'container')}
      </span>
    </header>
  );
}

/**
 * Never too small to read its name while there is room for it; beyond that, sized by what it reserves. On a phone, where
 * a few of them beside each other have room for no name, each is as wide as its name and they take several lines.
 */
function Block({
  block,
  sizeBy,
  count,
  isFaint,
}: {
  block: MapBlock;
  sizeBy: SizeBy;
  count: number;
  isFaint: boolean;
}) {
  const size = formats[sizeBy](block.requests[sizeBy]);
  return (
    <Link
      to="/containers/$id"
      params={{ id: block.task.id }}
      data-subject={`container:${block.task.id}`}
      data-tone={block.hue}
      data-cell
      title={`${block.task.name} · ${block.label} · ${size}`}
      style={
        {
          '--share': Math.max(1, block.requests[sizeBy]),
          '--least': `min(7.5rem, ${Math.floor(90 / (count + 1))}%)`,
        } as CSSProperties
      }
      className={classNames(
        'arrive relative flex max-w-full flex-col justify-center overflow-hidden border-l-3 border-tone bg-tone-tint focus-visible:-outline-offset-2 pointer-coarse:min-h-9',
        '@min-[28rem]/card:block @min-[28rem]/card:min-w-(--least) @min-[28rem]/card:grow-(--share) @min-[28rem]/card:basis-0 @min-[28rem]/card:border-t-3 @min-[28rem]/card:border-l-0 @min-[28rem]/card:[container:block/inline-size]',
        'hover:bg-tone-hover',
        isFaint && 'opacity-40',
      )}
    >
      {(block.tone === 'draining' || block.tone === 'unknown') && (
        <span
          aria-hidden="true"
          className="hatch-sparse absolute inset-x-0 top-9 bottom-0 hidden @min-[28rem]/card:block @min-[7rem]/block:top-14"
        />
      )}
      <div className="flex items-center gap-1.5 px-1.5 py-0.5 text-dense font-semibold text-tone-ink @min-[28rem]/card:pt-1 @min-[28rem]/card:pb-0">
        <HueGlyph hue={glyphOf(block)} size={12} />
        <span className="min-w-0 truncate @min-[28rem]/card:hidden">{block.name}</span>
        <span className="hidden min-w-0 truncate @min-[4rem]/block:block">{block.name}</span>
      </div>
      {/* Too narrow for both: the name is below, where at least four letters of it fit. */}
      <div className="hidden truncate px-1.5 text-label font-semibold text-tone-ink @min-[2.75rem]/block:block @min-[4rem]/block:hidden">
        {block.name}
      </div>
      <div className="hidden truncate px-1.5 text-label text-ink-2 @min-[4rem]/block:block">{size}</div>
      <div className="relative hidden truncate px-1.5 text-label text-ink-2 @min-[7rem]/block:block">
        {block.label}
        {block.task.deploymentId !== null && ` · r${block.task.revision}`}
      </div>
    </Link>
  );
}

/** Another deployment is looked for than the container is of. */
const isOther = ({ task }: MapBlock, app: DeploymentId | undefined): boolean =>
  app !== undefined && task.deploymentId !== app;

/** The glyph is the state's also where the colour tells something that has none. */
const glyphOf = ({ hue, tone }: MapBlock) => (isTone(hue) ? hue : tone);

/** Room that is neither used nor free: an offer, of whom, and since when. */
function HeldBlock({ held: { offer, framework, hue }, sizeBy }: { held: Held; sizeBy: SizeBy }) {
  const size = formats[sizeBy](offer.resources[sizeBy]);
  return (
    <div
      data-tone={hue}
      title={`${framework} holds ${size} since ${formatClock(offer.createdAtMs)}`}
      style={{ flexGrow: Math.max(1, offer.resources[sizeBy]) }}
      className="@container/held min-w-0 basis-24 rounded-control border border-dashed border-tone bg-tone-tint @min-[28rem]/card:basis-0"
    >
      <div className="hidden px-1.5 py-1 text-dense @min-[4rem]/held:block">
        <div className="truncate font-semibold text-ink">{framework}</div>
        <div className="truncate text-label text-ink-2">
          {size} held <Elapsed fromMs={offer.createdAtMs} />
        </div>
      </div>
    </div>
  );
}

function Free({ amount, share, lost }: { amount: string; share: number; lost: boolean }) {
  return (
    <div
      style={{ flexGrow: Math.max(0, share) }}
      className={classNames(
        '@container/free flex min-w-0 basis-24 flex-col justify-center bg-raised @min-[28rem]/card:basis-0 @min-[28rem]/card:justify-start',
        lost && 'hatch-sparse',
      )}
    >
      <div className="hidden px-2 py-1 text-dense text-ink-3 @min-[3.5rem]/free:block">{amount} free</div>
    </div>
  );
}

/** Many containers: one cell each, of one size, in the order of their deployments. */
function Cells({ blocks, app }: { blocks: readonly MapBlock[]; app: DeploymentId | undefined }) {
  return (
    <div className="flex flex-wrap gap-0.5">
      {blocks.map((block) => (
        <Link
          key={block.task.id}
          to="/containers/$id"
          params={{ id: block.task.id }}
          data-subject={`container:${block.task.id}`}
          data-tone={block.hue}
          data-cell
          aria-label={`${block.task.name}: ${block.label}`}
          title={`${block.task.name} · ${block.label}`}
          className={classNames(
            'arrive inline-flex size-6 items-center justify-center rounded-control bg-tone-tint hover:bg-tone-hover',
            isOther(block, app) && 'opacity-40',
          )}
        >
          <HueGlyph hue={glyphOf(block)} size={10} />
        </Link>
      ))}
    </div>
  );
}
