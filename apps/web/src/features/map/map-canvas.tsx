import { useNavigate } from '@tanstack/react-router';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { formatCount, formatPercent, formatPlural } from '../../shared/format/quantity.ts';
import { onThemeChange, themeName } from '../../shared/theme-name.ts';
import { bySeverity } from '../../shared/tone.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { GroupOrder } from './group-order.ts';
import { type GroupBox, layoutMap, type MapLayout, nodeAt, tileBox } from './map-layout.ts';
import type { MapNode } from './map-node.ts';
import type { LitNodes } from './map-raster.ts';
import type { MapSelection } from './map-selection.ts';
import { MapSurface } from './map-surface.ts';
import { Minimap } from './minimap.tsx';
import { meets, type ScreenBox } from './select-area.tsx';
import type { WhatIf } from './what-if.ts';

/** What the screen around it asks of the canvas: a canvas has no elements to ask. */
export interface CanvasHandle {
  /** Ids of the nodes whose tiles a box on the screen meets. */
  nodesIn(box: ScreenBox): string[];
}

/** Level 2 and up: every node a tile of one pixel buffer. Names come with the pointer or the arrow keys. */
export default function MapCanvas({
  nodes,
  groupKey,
  height,
  lit,
  zoom,
  at: atName,
  onAt,
  selection,
  whatIf,
  handle,
}: {
  nodes: readonly MapNode[];
  groupKey: string | undefined;
  height: number;
  lit: LitNodes;
  /** 1: all of it fits; above, it is so many times larger, and scrolls. */
  zoom: number;
  /** The node that the keys are at, by name. */
  at: string | undefined;
  onAt: (name: string | undefined) => void;
  selection: MapSelection;
  whatIf: WhatIf | null;
  handle: RefObject<CanvasHandle | null>;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const surface = useRef<MapSurface>(null);
  const width = useWidth(frame);
  const theme = useThemeName();
  const [order] = useState(() => new GroupOrder());
  const ordered = useMemo(() => order.of(nodes, groupKey), [order, nodes, groupKey]);
  const { groups } = ordered;
  const layout = useMemo(
    () => layoutMap({ groups, width: width * zoom, height: height * zoom }),
    [groups, width, height, zoom],
  );
  const [hovered, setHovered] = useState<number | null>(null);
  const kept = useMemo(
    () => (atName === undefined ? -1 : ordered.nodes.findIndex(({ node }) => node.name === atName)),
    [atName, ordered],
  );
  const at = hovered ?? (kept < 0 ? null : kept);
  const navigate = useNavigate();
  useImperativeHandle(handle, () => ({
    nodesIn: (box) => nodesInBox(box, { canvas: canvas.current, layout, nodes: ordered.nodes }),
  }));
  // What is painted below, as one value that is another whenever the picture is.
  const painted = useMemo(() => ({ ordered, layout, theme, lit }), [ordered, layout, theme, lit]);
  useInSight(frame, kept < 0 ? null : kept, layout);

  useLayoutEffect(() => {
    if (canvas.current === null || width === 0) return;
    surface.current ??= new MapSurface(canvas.current);
    surface.current.draw(ordered.nodes, layout, { theme, lit });
  }, [ordered, layout, width, theme, lit]);

  const hover = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    setHovered(nodeAt(layout, event.clientX - box.left, event.clientY - box.top));
  };
  const press = (event: MouseEvent) => {
    const id = hovered === null ? undefined : ordered.nodes[hovered]?.node.id;
    if (id !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey)) selection.toggle(id);
    else open();
  };
  const open = () => {
    const node = at === null ? undefined : ordered.nodes[at]?.node;
    if (node) void navigate({ to: '/nodes/$node', params: { node: node.name } });
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return open();
    const here = at === null ? undefined : ordered.nodes[at];
    if (event.key === 'x' && here) return selection.toggle(here.node.id);
    const next = step(event.key, { at: at ?? -1, layout, nodes: ordered.nodes, lit });
    if (next === null) return;
    event.preventDefault();
    setHovered(null);
    onAt(ordered.nodes[next]?.node.name);
  };
  return (
    <div className="relative min-w-0">
      <div
        ref={frame}
        className="relative min-w-0 overflow-auto"
        style={zoom > 1 ? { maxHeight: height } : undefined}
      >
        <div
          role="application"
          aria-label={`Map of ${nodes.length} nodes. Arrows move, N goes to the next trouble, X chooses, Enter opens.`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is a control, as its role says
          tabIndex={0}
          className="relative"
          style={{ width: layout.width, height: layout.height }}
          onMouseMove={hover}
          onMouseLeave={() => setHovered(null)}
          onClick={press}
          onKeyDown={move}
        >
          <canvas ref={canvas} className="block" />
          {layout.groups.map((group) => (
            <span
              key={group.name}
              style={{ left: group.x, top: group.y, width: group.width }}
              className="absolute flex items-center gap-1.5 truncate text-label text-ink-3"
            >
              {group.name !== '' && (
                <button
                  type="button"
                  title={`Choose all ${formatCount(group.count)} nodes of ${group.name}`}
                  className="rounded-control hover:text-ink"
                  onClick={(event) => {
                    event.stopPropagation();
                    const some = ordered.nodes.slice(group.first, group.first + group.count);
                    selection.choose(
                      some.map(({ node }) => node.id),
                      { add: event.shiftKey },
                    );
                  }}
                >
                  {group.name}
                </button>
              )}
              <GroupBadges {...badgesOf(ordered.nodes, group)} />
            </span>
          ))}
          <Outlines layout={layout} nodes={ordered.nodes} selection={selection} whatIf={whatIf} />
          {at !== null && <Cursor layout={layout} at={at} entry={ordered.nodes[at]} />}
        </div>
      </div>
      {zoom > 1 && <Minimap picture={canvas} frame={frame} size={layout} version={painted} />}
    </div>
  );
}

/** What is wrong in a group, in counts: containers that failed or are not ready, nodes that drain or are lost. */
const GroupBadges = memo(function GroupBadges({
  failed,
  degraded,
  draining,
  unknown,
}: Record<Badge, number>) {
  return Object.entries({ failed, degraded, draining, unknown }).map(([tone, count]) =>
    count === 0 ? null : (
      <span key={tone} data-tone={tone} className="inline-flex items-center gap-0.5 text-tone-ink">
        <StateGlyph tone={tone as Badge} size={8} />
        {formatCount(count)}
      </span>
    ),
  );
});

type Badge = 'failed' | 'degraded' | 'draining' | 'unknown';

function badgesOf(nodes: readonly MapNode[], { first, count }: GroupBox): Record<Badge, number> {
  const badges = { failed: 0, degraded: 0, draining: 0, unknown: 0 };
  for (let index = first; index < first + count; index += 1) {
    const entry = nodes[index];
    if (entry === undefined) continue;
    badges.failed += entry.counts.get('failed') ?? 0;
    badges.degraded += entry.counts.get('degraded') ?? 0;
    if (entry.tone === 'draining' || entry.tone === 'unknown') badges[entry.tone] += 1;
  }
  return badges;
}

const cardWidth = 256;

function Cursor({ layout, at, entry }: { layout: MapLayout; at: number; entry: MapNode | undefined }) {
  const group = layout.groups.find((box) => at >= box.first && at < box.first + box.count);
  if (group === undefined || entry === undefined) return null;
  const { x, y, size } = tileBox(layout, group, at - group.first);
  // Beside the tile where there is room, and never over the edge of a narrow map.
  const left = x > layout.width / 2 ? x - 4 - cardWidth : x + size + 6;
  const place = { left: Math.max(0, Math.min(left, layout.width - cardWidth)), top: y + size + 4 };
  return (
    <>
      <span
        style={{ left: x - 2, top: y - 2, width: size + 4, height: size + 4 }}
        className="pointer-events-none absolute rounded-[2px] border-2 border-accent"
      />
      <div
        role="status"
        style={{ ...place, width: cardWidth }}
        className="pointer-events-none absolute z-10 flex flex-col gap-1 rounded-panel border border-line bg-panel p-2 shadow-low"
      >
        <span className="flex items-center gap-1.5 font-semibold">
          <StateGlyph tone={entry.tone} /> {entry.node.name}
        </span>
        <span className="text-dense text-ink-2">
          {entry.label} · {formatPlural(entry.containers, 'container')} · {formatPercent(entry.fillRatio)}{' '}
          reserved
        </span>
        {entry.note !== '' && <span className="text-dense text-ink-2">{entry.note}</span>}
        <span className="flex flex-wrap gap-2 text-dense">
          {[...entry.counts]
            .sort(([a], [b]) => bySeverity(a, b))
            .map(([tone, count]) => (
              <span key={tone} className="inline-flex items-center gap-1">
                <StateGlyph tone={tone} size={10} /> {count}
              </span>
            ))}
        </span>
      </div>
    </>
  );
}

/** A rack's worth of chosen nodes, and all that would take something of it, of a cluster of ten thousand. */
const mostOutlines = 4_000;

const outlines = {
  chosen: 'rounded-[2px] border-2 border-accent bg-accent/25',
  lost: 'rounded-[2px] hatch-sparse bg-panel/60 outline outline-tone',
  taking: 'rounded-[2px] border border-dashed border-(--canary)',
};

/** Frames round what is chosen, and in a what-if round what would take something; what would be lost is hatched. */
const Outlines = memo(function Outlines({
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
        return [
          <span
            key={entry.node.id}
            data-chosen={isChosen || undefined}
            data-arrivals={arrivals || undefined}
            data-tone={kind === 'lost' ? 'unknown' : undefined}
            style={{ left: x - 1, top: y - 1, width: size + 2, height: size + 2 }}
            className={`pointer-events-none absolute ${outlines[kind]}`}
          />,
        ];
      }),
    )
    .slice(0, mostOutlines);
});

/** Ids of the nodes whose tiles a box meets. */
function nodesInBox(
  box: ScreenBox,
  {
    canvas,
    layout,
    nodes,
  }: { canvas: HTMLCanvasElement | null; layout: MapLayout; nodes: readonly MapNode[] },
): string[] {
  const outer = canvas?.getBoundingClientRect();
  if (outer === undefined) return [];
  return layout.groups.flatMap((group) =>
    nodes.slice(group.first, group.first + group.count).flatMap(({ node }, offset) => {
      const { x, y, size } = tileBox(layout, group, offset);
      const [left, top] = [outer.left + x, outer.top + y];
      return meets(box, { left, top, right: left + size, bottom: top + size }) ? [node.id] : [];
    }),
  );
}

/** Scrolls a zoomed map so that the node the keys are at is seen. */
function useInSight(frame: RefObject<HTMLElement | null>, at: number | null, layout: MapLayout): void {
  useEffect(() => {
    const element = frame.current;
    const group = layout.groups.find((box) => at !== null && at >= box.first && at < box.first + box.count);
    if (element === null || group === undefined || at === null) return;
    const { x, y, size } = tileBox(layout, group, at - group.first);
    const room = { width: element.clientWidth, height: element.clientHeight };
    if (x < element.scrollLeft || x + size > element.scrollLeft + room.width)
      element.scrollLeft = x - room.width / 2;
    if (y < element.scrollTop || y + size > element.scrollTop + room.height)
      element.scrollTop = y - room.height / 2;
  }, [frame, at, layout]);
}

/** Where a key leads from a node, or null when it is no key of the map. */
function step(
  key: string,
  { at, layout, nodes, lit }: { at: number; layout: MapLayout; nodes: readonly MapNode[]; lit: LitNodes },
): number | null {
  if (key === 'n') return nextTrouble(nodes, at, lit);
  const columns = layout.groups.find((box) => at >= box.first && at < box.first + box.count)?.columns ?? 1;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  if (by === undefined) return null;
  return Math.min(nodes.length - 1, Math.max(0, at + by));
}

/** Of the nodes that are lit, if some are. */
function nextTrouble(nodes: readonly MapNode[], at: number, lit: LitNodes): number | null {
  for (let offset = 1; offset <= nodes.length; offset += 1) {
    const index = (at + offset) % nodes.length;
    const entry = nodes[index];
    if (entry && lit !== null && !lit.has(entry.node.id)) continue;
    if (entry && (entry.tone === 'unknown' || entry.counts.has('failed') || entry.counts.has('degraded')))
      return index;
  }
  return null;
}

/** Known before the first paint, so that no map of no width is seen. */
function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

const useThemeName = () => useSyncExternalStore(onThemeChange, themeName);
