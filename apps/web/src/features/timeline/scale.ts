/**
 * Where moments are on the timeline's lane. Both scales are piecewise linear, so that the rail, the ribbon and the marks
 * share one function from time to pixels.
 */
export interface Period {
  number: number;
  /** When the revision was made, and its rollout began. */
  startAtMs: number;
  /** When its rollout ended; null while it goes on. */
  settledAtMs: number | null;
  /** When the next revision was made; null for the current one. */
  endAtMs: number | null;
}

export interface Segment {
  fromAtMs: number;
  toAtMs: number;
  x0: number;
  x1: number;
  /** An idle stretch that is drawn shorter than it was. */
  compressed: boolean;
}

export interface Cell {
  number: number;
  x0: number;
  x1: number;
}

export interface Scale {
  segments: Segment[];
  cells: Cell[];
  width: number;
}

/** Share of a step that its rollout takes; the rest is the time it served. */
const rolloutShare = 0.4;
const compressedPixels = 24;
/** Idle stretches longer than this many times the median are compressed. */
const idleFactor = 3;

/** Every revision gets the same width: right for "which one do I go back to". */
export function stepScale(periods: readonly Period[], nowMs: number, width: number): Scale {
  const step = width / Math.max(1, periods.length);
  const cells = periods.map(({ number }, index) => ({ number, x0: index * step, x1: (index + 1) * step }));
  const segments = periods.flatMap((period, index) => {
    const x0 = index * step;
    const end = period.endAtMs ?? nowMs;
    const settled = Math.min(period.settledAtMs ?? end, end);
    const middle = period.settledAtMs === null ? x0 + step : x0 + step * rolloutShare;
    return [
      { fromAtMs: period.startAtMs, toAtMs: settled, x0, x1: middle, compressed: false },
      { fromAtMs: settled, toAtMs: end, x0: middle, x1: x0 + step, compressed: false },
    ];
  });
  return { segments, cells, width };
}

/** True time, with long idle stretches compressed: right for "what happened around 14:00". */
export function timeScale(periods: readonly Period[], nowMs: number, width: number): Scale {
  const moments = momentsOf(periods, nowMs);
  const spans = moments.slice(1).map((toAtMs, index) => ({ fromAtMs: moments[index] ?? toAtMs, toAtMs }));
  const lengths = spans.map(({ fromAtMs, toAtMs }) => toAtMs - fromAtMs);
  const limit = Math.max(1, median(lengths) * idleFactor);
  const compressed = lengths.map((length) => length > limit);
  const idle = compressed.filter(Boolean).length;
  const busyMs = lengths.reduce((sum, length, index) => sum + (compressed[index] ? 0 : length), 0);
  // With very many of them, the gaps together still leave half of the lane to what happened.
  const gapPixels = idle === 0 ? 0 : Math.min(compressedPixels, width / 2 / idle);
  const perMs = busyMs > 0 ? (width - idle * gapPixels) / busyMs : 0;
  let x = 0;
  const segments = spans.map((span, index): Segment => {
    const x0 = x;
    x += compressed[index] ? gapPixels : (lengths[index] ?? 0) * perMs;
    return { ...span, x0, x1: x, compressed: compressed[index] ?? false };
  });
  const scale = { segments, cells: [], width };
  const cells = periods.map(({ number, startAtMs, endAtMs }) => ({
    number,
    x0: positionOf(scale, startAtMs),
    x1: positionOf(scale, endAtMs ?? nowMs),
  }));
  return { segments, cells, width };
}

function momentsOf(periods: readonly Period[], nowMs: number): number[] {
  const moments = periods.flatMap(({ startAtMs, settledAtMs }) =>
    settledAtMs === null ? [startAtMs] : [startAtMs, settledAtMs],
  );
  return [...new Set([...moments, nowMs])].sort((a, b) => a - b);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The pixel of a moment; moments outside are at the edge. */
export function positionOf({ segments, width }: Pick<Scale, 'segments' | 'width'>, atMs: number): number {
  const first = segments[0];
  if (first === undefined || atMs <= first.fromAtMs) return 0;
  for (const { fromAtMs, toAtMs, x0, x1 } of segments) {
    if (atMs > toAtMs) continue;
    const length = toAtMs - fromAtMs;
    return length === 0 ? x1 : x0 + ((x1 - x0) * Math.max(0, atMs - fromAtMs)) / length;
  }
  return width;
}

/** The moment of a pixel, the other way round; outside it is the first or the last one. */
export function momentAt({ segments }: Pick<Scale, 'segments'>, x: number): number {
  for (const { fromAtMs, toAtMs, x0, x1 } of segments) {
    if (x > x1) continue;
    return x1 === x0 ? toAtMs : fromAtMs + ((toAtMs - fromAtMs) * Math.max(0, x - x0)) / (x1 - x0);
  }
  return segments.at(-1)?.toAtMs ?? 0;
}
