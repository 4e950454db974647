import type { ShownLine } from './log-buffer.ts';

/**
 * The lines of a growing buffer that match. Only new ones are looked at, so that following costs what comes in and not
 * what is kept. A function of its own for each view and each question.
 */
export function keptLines(
  matches: (line: ShownLine) => boolean,
): (lines: readonly ShownLine[]) => readonly ShownLine[] {
  let kept: ShownLine[] = [];
  let seenId = -1;
  let oldestId = Number.POSITIVE_INFINITY;
  return (lines) => {
    // Others were put before or between the lines.
    if ((lines[0]?.id ?? oldestId) < oldestId) [kept, seenId] = [[], Number.NEGATIVE_INFINITY];
    oldestId = lines[0]?.id ?? oldestId;
    const firstId = lines[0]?.id ?? Number.POSITIVE_INFINITY;
    const from = firstAfter(lines, seenId);
    const fresh = lines.slice(from).filter(matches);
    const gone = kept[0] !== undefined && kept[0].id < firstId;
    seenId = lines.at(-1)?.id ?? seenId;
    if (fresh.length === 0 && !gone) return kept;
    kept = gone ? kept.slice(firstAfter(kept, firstId - 1)).concat(fresh) : kept.concat(fresh);
    return kept;
  };
}

/** The index of the first line whose id is larger; ids rise. */
function firstAfter(lines: readonly ShownLine[], id: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.id <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
