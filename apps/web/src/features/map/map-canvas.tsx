import { useNavigate } from '@tanstack/react-router';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatPercent } from '../../shared/format/quantity.ts';
import { bySeverity } from '../../shared/tone.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { type GroupBox, layoutMap, type MapLayout, nodeAt, tileBox } from './map-layout.ts';
import { groupOfNode, type MapNode } from './map-node.ts';
import type { LitNodes } from './map-raster.ts';
import { MapSurface } from './map-surface.ts';

/** Level 2 and up: every node a tile of one pixel buffer. Names come with the pointer or the arrow keys. */
export default function MapCanvas({
  nodes,
  groupKey,
  height,
  lit,
}: {
  nodes: readonly MapNode[];
  groupKey: string | undefined;
  height: number;
  lit: LitNodes;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const surface = useRef<MapSurface>(null);
  const width = useWidth(frame);
  const theme = useThemeName();
  const ordered = useMemo(() => sortByGroup(nodes, groupKey), [nodes, groupKey]);
  const layout = useMemo(
    () => layoutMap({ groups: ordered.groups, width, height }),
    [ordered, width, height],
  );
  const [at, setAt] = useState<number | null>(null);
  const navigate = useNavigate();

  useLayoutEffect(() => {
    if (canvas.current === null || width === 0) return;
    surface.current ??= new MapSurface(canvas.current);
    surface.current.draw(ordered.nodes, layout, { theme, lit });
  }, [ordered, layout, width, theme, lit]);

  const hover = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(nodeAt(layout, event.clientX - box.left, event.clientY - box.top));
  };
  const open = () => {
    const node = at === null ? undefined : ordered.nodes[at]?.node;
    if (node) void navigate({ to: '/nodes/$node', params: { node: node.name } });
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return open();
    const next = step(event.key, at ?? -1, layout, ordered.nodes);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div ref={frame} className="relative min-w-0">
      <div
        role="application"
        aria-label={`Map of ${nodes.length} nodes. Arrows move, N goes to the next trouble, Enter opens.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is a control, as its role says
        tabIndex={0}
        className="relative"
        onMouseMove={hover}
        onMouseLeave={() => setAt(null)}
        onClick={open}
        onKeyDown={move}
      >
        <canvas ref={canvas} className="block" />
        {layout.groups.map((group) => (
          <span
            key={group.name}
            style={{ left: group.x, top: group.y, width: group.width }}
            className="absolute flex items-center gap-1.5 truncate text-label text-ink-3"
          >
            {group.name}
            <GroupBadges {...badgesOf(ordered.nodes, group)} />
          </span>
        ))}
        {at !== null && <Cursor layout={layout} at={at} entry={ordered.nodes[at]} />}
      </div>
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
        {count}
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

function Cursor({ layout, at, entry }: { layout: MapLayout; at: number; entry: MapNode | undefined }) {
  const group = layout.groups.find((box) => at >= box.first && at < box.first + box.count);
  if (group === undefined || entry === undefined) return null;
  const { x, y, size } = tileBox(layout, group, at - group.first);
  const right = x > layout.width / 2;
  return (
    <>
      <span
        style={{ left: x - 2, top: y - 2, width: size + 4, height: size + 4 }}
        className="pointer-events-none absolute rounded-[2px] border-2 border-accent"
      />
      <div
        role="status"
        style={right ? { right: layout.width - x + 4, top: y } : { left: x + size + 6, top: y }}
        className="pointer-events-none absolute z-10 flex w-56 flex-col gap-1 rounded-panel border border-line bg-panel p-2 shadow-low"
      >
        <span className="flex items-center gap-1.5 font-semibold">
          <StateGlyph tone={entry.tone} /> {entry.node.name}
        </span>
        <span className="text-dense text-ink-2">
          {entry.label} · {entry.containers} containers · {formatPercent(entry.fillRatio)} reserved
        </span>
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

function sortByGroup(nodes: readonly MapNode[], key: string | undefined) {
  const byGroup = new Map<string, MapNode[]>();
  for (const entry of nodes) {
    const name = groupOfNode(entry.node, key);
    const group = byGroup.get(name);
    if (group) group.push(entry);
    else byGroup.set(name, [entry]);
  }
  const names = [...byGroup.keys()].sort(new Intl.Collator('en', { numeric: true }).compare);
  return {
    nodes: names.flatMap((name) => byGroup.get(name) ?? []),
    groups: names.map((name) => ({ name, count: byGroup.get(name)?.length ?? 0 })),
  };
}

/** Where a key leads from a node, or null when it is no key of the map. */
function step(key: string, at: number, layout: MapLayout, nodes: readonly MapNode[]): number | null {
  if (key === 'n') return nextTrouble(nodes, at);
  const columns = layout.groups.find((box) => at >= box.first && at < box.first + box.count)?.columns ?? 1;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  if (by === undefined) return null;
  return Math.min(nodes.length - 1, Math.max(0, at + by));
}

function nextTrouble(nodes: readonly MapNode[], at: number): number | null {
  for (let offset = 1; offset <= nodes.length; offset += 1) {
    const index = (at + offset) % nodes.length;
    const entry = nodes[index];
    if (entry && (entry.tone === 'unknown' || entry.counts.has('failed') || entry.counts.has('degraded')))
      return index;
  }
  return null;
}

function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

function useThemeName(): string {
  const [name, setName] = useState(document.documentElement.dataset.theme ?? 'light');
  useEffect(() => {
    const observer = new MutationObserver(() => setName(document.documentElement.dataset.theme ?? 'light'));
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return name;
}
