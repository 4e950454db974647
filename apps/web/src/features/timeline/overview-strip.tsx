import { type PointerEvent, useRef } from 'react';
import type { RailEntry } from './rail.tsx';

export const stripHeight = 24;
const height = stripHeight;

/** All revisions as bars, the bad ones taller as well as coloured, with the window that the lane shows. */
export function OverviewStrip({
  entries,
  window: shown,
  width,
  onWindow,
}: {
  entries: readonly RailEntry[];
  /** Indexes into the entries, the last one included. */
  window: { from: number; to: number };
  width: number;
  onWindow: (window: { from: number; to: number }) => void;
}) {
  const grabbed = useRef<number | null>(null);
  const step = width / Math.max(1, entries.length);
  const size = shown.to - shown.from;
  const indexAt = (event: PointerEvent) =>
    Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / step);
  const centre = (event: PointerEvent) => {
    const from = Math.max(0, Math.min(entries.length - 1 - size, indexAt(event) - Math.floor(size / 2)));
    onWindow({ from, to: from + size });
  };
  return (
    <svg
      width={width}
      height={height}
      aria-hidden="true"
      className="block touch-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grabbed.current = event.pointerId;
        centre(event);
      }}
      onPointerMove={(event) => grabbed.current === event.pointerId && centre(event)}
      onPointerUp={() => {
        grabbed.current = null;
      }}
    >
      {entries.map(({ entry, state }, index) => {
        const bad = state.glyph === 'failed' || state.glyph === 'aborted' || state.tone === 'degraded';
        const barHeight = bad ? 17 : 10;
        return (
          <rect
            key={entry.number}
            x={index * step + 0.8}
            y={height - 2 - barHeight}
            width={Math.max(1, Math.min(12, step - 1.6))}
            height={barHeight}
            rx={1}
            data-tone={state.tone}
            className="fill-tone"
          />
        );
      })}
      <rect
        x={shown.from * step}
        y={0.75}
        width={(size + 1) * step}
        height={height - 1.5}
        rx={3}
        className="fill-accent/15 stroke-accent"
      />
    </svg>
  );
}
