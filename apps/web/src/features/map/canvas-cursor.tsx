import { type RefObject, useLayoutEffect, useRef } from 'react';
import { formatPercent, formatPlural } from '../../shared/format/quantity.ts';
import { bySeverity } from '../../shared/tone.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { cardPlace } from './card-place.ts';
import type { TileBox } from './map-layout.ts';
import type { MapNode } from './map-node.ts';

/** A frame round the tile that the pointer or the keys are at, and what it is. */
export function CanvasCursor({
  tile,
  entry,
  frame,
}: {
  tile: TileBox;
  entry: MapNode;
  /** What the map is scrolled in. */
  frame: RefObject<HTMLElement | null>;
}) {
  const card = useRef<HTMLDivElement>(null);
  // Its own size is known only once it is there, and before it is seen.
  useLayoutEffect(() => {
    if (card.current === null || frame.current === null) return;
    const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = frame.current;
    const { offsetWidth, offsetHeight } = card.current;
    const place = cardPlace(tile, { left, top, width, height }, { width: offsetWidth, height: offsetHeight });
    Object.assign(card.current.style, { left: `${place.left}px`, top: `${place.top}px` });
  });
  const { x, y, size } = tile;
  return (
    <>
      <span
        style={{ left: x - 2, top: y - 2, width: size + 4, height: size + 4 }}
        className="pointer-events-none absolute rounded-[2px] border-2 border-accent"
      />
      <div
        ref={card}
        role="status"
        className="floats pointer-events-none absolute z-10 flex w-64 flex-col gap-1 rounded-panel border border-line bg-panel p-2 shadow-low"
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
