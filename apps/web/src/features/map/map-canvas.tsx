import { useNavigate } from '@tanstack/react-router';
import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { isChord, isTyping } from '../../shared/is-typing.ts';
import { CanvasCursor } from './canvas-cursor.tsx';
import { CanvasNames } from './canvas-names.tsx';
import { CanvasOutlines } from './canvas-outlines.tsx';
import { GroupHeading } from './group-heading.tsx';
import type { GroupedNodes } from './group-order.ts';
import { boxOf, layoutMap, type MapLayout, nodeAt, tileBox } from './map-layout.ts';
import type { MapStance } from './map-picture.tsx';
import type { LitNodes } from './map-raster.ts';
import { Minimap } from './minimap.tsx';
import { meets, type ScreenBox } from './select-area.tsx';
import { frameId, scrollTo, useInSight, useWidth, useZoom } from './use-map-frame.ts';
import { usePaintedMap } from './use-painted-map.ts';

/** What the screen around it asks of the canvas: a canvas has no elements to ask. */
export interface CanvasHandle {
  /** Ids of the nodes whose tiles a box on the screen meets. */
  nodesIn(box: ScreenBox): string[];
  /** From now on it hears the keys. */
  focus(): void;
  /** The node that the keys are at comes into sight, where it was scrolled away. */
  look(): void;
}

interface CanvasProps extends MapStance {
  ordered: GroupedNodes;
  /** Into which all of it fits without a zoom, in CSS pixels. */
  height: number;
  lit: LitNodes;
  handle: RefObject<CanvasHandle | null>;
}

/** Level 2 and up: every node a tile of one pixel buffer. Names come with the pointer or the arrow keys. */
export default function MapCanvas(props: CanvasProps) {
  const { ordered, height, lit, zoom, onZoom, at: atName, selection, whatIf, handle } = props;
  const { nodes, groups } = ordered;
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const layout = useMemo(() => layoutMap({ groups, width, height, zoom }), [groups, width, height, zoom]);
  const kept = useMemo(() => indexOf(ordered, atName), [ordered, atName]);
  const { at, ...heard } = useCanvasInput(props, layout, kept);
  const painted = usePaintedMap(canvas, { ordered, layout, lit });
  useZoom(frame, { zoom, onZoom, at: kept, layout });
  useInSight(frame, kept, layout);
  useArrival(picture, kept !== null);
  useImperativeHandle(handle, () => ({
    nodesIn: (box) => nodesInBox(box, { canvas: canvas.current, layout, ordered }),
    focus: () => picture.current?.focus(),
    look: () => frame.current !== null && kept !== null && scrollTo(frame.current, kept, layout),
  }));
  const tile = at === null ? null : boxOf(layout, at);
  const entry = at === null ? undefined : nodes[at];
  return (
    <div className="relative min-w-0">
      <div
        ref={frame}
        data-scroll-restoration-id={frameId}
        // The cursor's frame stands out of the last row.
        className="relative min-w-0 overflow-auto pb-0.75"
        style={zoom > 1 ? { maxHeight: height } : undefined}
      >
        <div
          ref={picture}
          role="application"
          aria-label={`Map of ${nodes.length} nodes. Arrows move, N goes to the next trouble, X chooses, Space peeks, Enter opens.`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is a control, as its role says
          tabIndex={0}
          data-subject={entry && `node:${entry.node.name}`}
          // Inside: what stands out of the frame is cut.
          className="relative focus-visible:-outline-offset-2"
          style={{ width: layout.width, height: layout.height }}
          {...heard}
        >
          <canvas ref={canvas} className="block" />
          {layout.groups.map((group) => (
            <span
              key={group.name}
              style={{ left: group.x, top: group.y, width: group.width }}
              className="absolute flex items-center gap-1.5 truncate text-label text-ink-3"
            >
              <GroupHeading group={group} ordered={ordered} selection={selection} />
            </span>
          ))}
          <CanvasNames layout={layout} nodes={nodes} lit={lit} />
          <CanvasOutlines layout={layout} nodes={nodes} selection={selection} whatIf={whatIf} />
          {tile !== null && entry && <CanvasCursor tile={tile} entry={entry} frame={frame} />}
        </div>
      </div>
      {zoom > 1 && <Minimap picture={canvas} frame={frame} size={layout} version={painted} />}
    </div>
  );
}

function indexOf({ nodes }: GroupedNodes, name: string | undefined): number | null {
  const index = name === undefined ? -1 : nodes.findIndex(({ node }) => node.name === name);
  return index < 0 ? null : index;
}

/** What the pointer and the keys do, and the index of the node that they are at: the pointer's, while it is over one. */
function useCanvasInput(
  { ordered: { nodes }, at: atName, onAt, selection }: CanvasProps,
  layout: MapLayout,
  kept: number | null,
) {
  const navigate = useNavigate();
  // Whoever goes on with the keys looks at where they are, and not at where the pointer was left.
  const [pointed, setPointed] = useState<{ index: number | null; since: string | undefined } | null>(null);
  const hovered = pointed?.since === atName ? (pointed?.index ?? null) : null;
  const at = hovered ?? kept;
  const here = at === null ? undefined : nodes[at]?.node;
  const point = (index: number | null) => setPointed({ index, since: atName });
  const under = ({ currentTarget, clientX, clientY }: MouseEvent) => {
    const box = currentTarget.getBoundingClientRect();
    return nodeAt(layout, clientX - box.left, clientY - box.top);
  };
  const open = (name: string) => void navigate({ to: '/nodes/$node', params: { node: name } });
  const peek = (name: string) =>
    void navigate({
      to: '.',
      search: (old) => ({ ...old, peek: `node:${name}` }),
      // The map stays where it is.
      resetScroll: false,
    });
  return {
    at,
    onMouseMove: (event: MouseEvent) => point(under(event)),
    onMouseLeave: () => point(null),
    onClick: (event: MouseEvent) => {
      // A finger presses where no pointer was before.
      const index = under(event);
      const node = index === null ? undefined : nodes[index]?.node;
      if (node === undefined) return;
      if (event.shiftKey || event.ctrlKey || event.metaKey) selection.toggle(node.id);
      else peek(node.name);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.target !== event.currentTarget || isChord(event)) return;
      if (event.key === 'Enter') return here && open(here.name);
      if (event.key === 'x') return here && !isTyping(event.nativeEvent) && selection.toggle(here.id);
      const next = step(event.key, { at: at ?? -1, layout, count: nodes.length });
      if (next === null) return;
      event.preventDefault();
      point(null);
      onAt(nodes[next]?.node.name);
    },
  };
}

/** Whoever comes back to a map that has its place in the address goes on with the keys there. */
function useArrival(picture: RefObject<HTMLElement | null>, hasPlace: boolean): void {
  const arrive = useEffectEvent(() => {
    if (hasPlace && document.activeElement === document.body) picture.current?.focus({ preventScroll: true });
  });
  useEffect(() => arrive(), []);
}

/** Ids of the nodes whose tiles a box meets. */
function nodesInBox(
  box: ScreenBox,
  {
    canvas,
    layout,
    ordered: { nodes },
  }: { canvas: HTMLCanvasElement | null; layout: MapLayout; ordered: GroupedNodes },
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

/** Where an arrow leads from a node, or null when the key is none. `at`: -1: from before the first. */
function step(
  key: string,
  { at, layout, count }: { at: number; layout: MapLayout; count: number },
): number | null {
  const columns = layout.groups.find((box) => at >= box.first && at < box.first + box.count)?.columns ?? 1;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
  if (by === undefined) return null;
  return Math.min(count - 1, Math.max(0, at + by));
}
