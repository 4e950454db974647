import type { OfferRecord, Resources } from '@gantry/model';

/** How many bars stand above each other in a lane. */
export const barRows = 4;
/** The part of the window that a bar takes at least: its glyph, and a stub that tells its size. */
const leastRatio = 0.015;

/**
 * The row of each offer, by its id: none lies on another as long as a row is free where it begins; beyond that, on the
 * one that began first. By all offers that are kept, so that a bar stays in its row while others leave the window.
 */
export function rowsOfBars(
  offers: readonly Pick<OfferRecord, 'id' | 'createdAtMs' | 'endedAtMs'>[],
  windowMs: number,
): ReadonlyMap<string, number> {
  const last = Array.from({ length: barRows }, () => ({ fromMs: -Infinity, toMs: -Infinity }));
  const rows = new Map<string, number>();
  for (const { id, createdAtMs, endedAtMs } of offers.toSorted((a, b) => a.createdAtMs - b.createdAtMs)) {
    const free = last.findIndex(({ toMs }) => toMs <= createdAtMs);
    const row = free >= 0 ? free : oldestOf(last);
    last[row] = {
      fromMs: createdAtMs,
      toMs: Math.max(endedAtMs ?? Infinity, createdAtMs) + windowMs * leastRatio,
    };
    rows.set(id, row);
  }
  return rows;
}

function oldestOf(rows: readonly { fromMs: number }[]): number {
  return rows.reduce((oldest, { fromMs }, row) => (fromMs < rows[oldest]!.fromMs ? row : oldest), 0);
}

const kinds = ['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'] as const;

/** The largest share of any one resource of the whole cluster, 0..1. */
export const sizeOf = (resources: Resources, total: Resources): number =>
  Math.max(...kinds.map((kind) => (total[kind] > 0 ? resources[kind] / total[kind] : 0)));

/** What binary fractions leave over is no step. */
const roundingError = 1e-9;

/** 1, 2 or 3, by thirds of the largest that is shown. */
export function stepOf(size: number, largest: number): 1 | 2 | 3 {
  const third = largest > 0 ? Math.ceil((3 * size) / largest - roundingError) : 1;
  return third >= 3 ? 3 : third === 2 ? 2 : 1;
}
