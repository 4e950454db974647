import type { ShownLine } from './log-buffer.ts';

/** How a list of lines went on. */
export interface Growth {
  /** So many went at its beginning. */
  gone: number;
  /** What came at its end. */
  fresh: readonly ShownLine[];
}

/**
 * How a list of lines has gone on from what it was, so that readers look at what is new and not at all that is kept. Ids
 * rise in a list. null: it did more than go at its beginning and come at its end, as where lines were put between.
 */
export function growthOf(before: readonly ShownLine[], lines: readonly ShownLine[]): Growth | null {
  const [first] = lines;
  const last = before.at(-1);
  if (first === undefined || last === undefined) return null;
  const gone = firstAtLeast(before, first.id);
  const kept = before.length - gone;
  if (kept === 0 || before[gone]!.id !== first.id || lines[kept - 1]?.id !== last.id) return null;
  return { gone, fresh: lines.slice(kept) };
}

/** The index of the first line whose id is not smaller. */
export function firstAtLeast(lines: readonly ShownLine[], id: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
