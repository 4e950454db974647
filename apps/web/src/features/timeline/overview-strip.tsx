import { type PointerEvent, useMemo, useRef } from 'react';
import type { Tone } from '../../shared/tone.ts';
import { type Bucket, bucketsOf, isBad } from './buckets.ts';
import type { RailEntry } from './rail.tsx';

export const stripHeight = 24;
const height = stripHeight;
const gapPixels = 1.6;

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
  const bars = useMemo(
    () => barPaths(bucketsOf(entries, { width, leastPixels: 2 * gapPixels }), step),
    [entries, width, step],
  );
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
      {bars.map(([tone, path]) => (
        <path key={tone} d={path} data-tone={tone} className="fill-tone" />
      ))}
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

/** The bars of one tone as one path: as many elements for a thousand revisions as for ten. */
function barPaths(buckets: readonly Bucket[], step: number): [Tone, string][] {
  const paths = new Map<Tone, string>();
  for (const { from, to, worst } of buckets) {
    const barHeight = isBad(worst) ? 17 : 10;
    const barWidth = Math.max(1, Math.min(12, (to - from + 1) * step - gapPixels));
    const bar = `M${round(from * step + gapPixels / 2)} ${height - 2 - barHeight}h${round(barWidth)}v${barHeight}h${round(-barWidth)}z`;
    paths.set(worst.state.tone, (paths.get(worst.state.tone) ?? '') + bar);
  }
  return [...paths];
}

const round = (value: number) => Math.round(value * 10) / 10;
