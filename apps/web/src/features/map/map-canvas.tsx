import { useNavigate } from '@tanstack/react-router';
import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatPercent } from '../../shared/format/quantity.ts';
import { bySeverity, type Tone } from '../../shared/tone.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { layoutMap, type MapLayout, nodeAt, tileBox } from './map-layout.ts';
import { groupOfNode, type MapNode } from './map-node.ts';
import { readPalette } from './map-palette.ts';
import { paintMap } from './map-raster.ts';

const mostScale = 2;

/** Level 2 and up: every node a tile of one pixel buffer. Names come with the pointer or the arrow keys. */
export function MapCanvas({
  nodes,
  groupKey,
  height,
}: {
  nodes: readonly MapNode[];
  groupKey: string | undefined;
  height: number;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const theme = useThemeName();
  const ordered = useMemo(() => sortByGroup(nodes, groupKey), [nodes, groupKey]);
  const layout = useMemo(
    () => layoutMap({ groups: ordered.groups, width, height }),
    [ordered, width, height],
  );
  const [at, setAt] = useState<number | null>(null);
  const navigate = useNavigate();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's name stands for its colours
  useLayoutEffect(() => {
    if (canvas.current !== null && width > 0) draw(canvas.current, ordered.nodes, layout);
  }, [ordered, layout, width, theme]);

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
            <GroupBadges nodes={ordered.nodes.slice(group.first, group.first + group.count)} />
          </span>
        ))}
        {at !== null && <Cursor layout={layout} at={at} entry={ordered.nodes[at]} />}
      </div>
    </div>
  );
}

/** What is wrong in a group, in counts: containers that failed or are not ready, nodes that drain or are lost. */
function GroupBadges({ nodes }: { nodes: readonly MapNode[] }) {
  const containers = (tone: Tone) => nodes.reduce((sum, entry) => sum + (entry.counts.get(tone) ?? 0), 0);
  const own = (tone: Tone) => nodes.filter((entry) => entry.tone === tone).length;
  const badges: [Tone, number][] = [
    ['failed', containers('failed')],
    ['degraded', containers('degraded')],
    ['draining', own('draining')],
    ['unknown', own('unknown')],
  ];
  return badges.map(([tone, count]) =>
    count === 0 ? null : (
      <span key={tone} data-tone={tone} className="inline-flex items-center gap-0.5 text-tone-ink">
        <StateGlyph tone={tone} size={8} />
        {count}
      </span>
    ),
  );
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

function draw(canvas: HTMLCanvasElement, nodes: readonly MapNode[], layout: MapLayout): void {
  const scale = Math.min(devicePixelRatio || 1, mostScale);
  canvas.width = Math.max(1, Math.round(layout.width * scale));
  canvas.height = Math.max(1, Math.round(layout.height * scale));
  canvas.style.width = `${layout.width}px`;
  canvas.style.height = `${layout.height}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  paintMap(pixels, canvas.width, {
    nodes,
    layout,
    scale,
    palette: readPalette(canvas.parentElement ?? canvas),
  });
  context.putImageData(image, 0, 0);
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
