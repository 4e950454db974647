import { worstOf } from './buckets.ts';
import type { Burst, LaneEntry } from './bursts.ts';
import type { RailEntry } from './rail.tsx';
import type { Cell } from './scale.ts';

/** What the rail draws where: one revision, a burst that is folded, a run of ordinary ones, or a bucket of so many that none can be told apart. */
export type RailMark =
  | { kind: 'one'; at: RailEntry; x: number; width: number }
  | { kind: 'burst'; burst: Burst; x: number; width: number }
  | { kind: 'run'; first: RailEntry; last: RailEntry; count: number; x: number; width: number }
  | {
      kind: 'bucket';
      first: RailEntry;
      last: RailEntry;
      count: number;
      worst: RailEntry;
      x: number;
      width: number;
    };

/** Pixels that a revision has at the least for a mark of its own, and for being told from its neighbours at all. */
const ownMarkPixels = 8;
const runPixels = 3;
const bucketPixels = 12;

/**
 * The marks of the rail, left to right. With little room ordinary revisions become runs with a count, and with very
 * little all become buckets; the chosen and the current one always have a mark of their own.
 */
export function railMarks(
  entries: readonly LaneEntry[],
  cells: readonly Cell[],
  target: number | null,
): RailMark[] {
  const places = entries.flatMap((at, index) => {
    const cell = cells[index];
    return cell === undefined ? [] : [{ at, x0: cell.x0, x1: cell.x1 }];
  });
  const width = (places.at(-1)?.x1 ?? 0) - (places[0]?.x0 ?? 0);
  const each = width / Math.max(1, places.length);
  if (each >= ownMarkPixels) return places.map(oneOf);
  const isKept = ({ entry }: RailEntry) => entry.current || entry.number === target;
  const isTold = ({ entry, state }: RailEntry) => state.notable || entry.pinned !== null;
  const isOwn = (at: LaneEntry) => at.burst !== undefined || isKept(at) || (each >= runPixels && isTold(at));
  return folded(places, { isOwn, most: each >= runPixels ? Number.POSITIVE_INFINITY : bucketPixels });
}

/** In the order in which they are painted: where they lie over each other, what says most is seen. */
export function telling(marks: readonly RailMark[], target: number | null): RailMark[] {
  const rankOf = (mark: RailMark): number => {
    if (mark.kind !== 'one') return 0;
    const { entry, state } = mark.at;
    if (entry.number === target) return 5;
    if (entry.current) return 4;
    if (state.tone === 'running' || state.tone === 'stopped') return state.notable ? 2 : 1;
    return 3;
  };
  return marks.toSorted((a, b) => rankOf(a) - rankOf(b));
}

interface Place {
  at: LaneEntry;
  x0: number;
  x1: number;
}

function oneOf({ at, x0, x1 }: Place): RailMark {
  const place = { x: (x0 + x1) / 2, width: x1 - x0 };
  return at.burst === undefined
    ? { kind: 'one', at, ...place }
    : { kind: 'burst', burst: at.burst, ...place };
}

/** Neighbours that have no mark of their own together, at most `most` pixels wide. */
function folded(
  places: readonly Place[],
  { isOwn, most }: { isOwn: (at: LaneEntry) => boolean; most: number },
): RailMark[] {
  const marks: RailMark[] = [];
  let open: Place[] = [];
  const close = () => {
    if (open.length > 0) marks.push(foldOf(open, most));
    open = [];
  };
  for (const place of places) {
    if (isOwn(place.at)) {
      close();
      marks.push(oneOf(place));
      continue;
    }
    if (open[0] !== undefined && place.x1 - open[0].x0 > most) close();
    open.push(place);
  }
  close();
  return marks;
}

function foldOf(places: readonly Place[], most: number): RailMark {
  const [first, last] = [places[0]!, places.at(-1)!];
  if (places.length === 1 && most === Number.POSITIVE_INFINITY) return oneOf(first);
  const box = { x: (first.x0 + last.x1) / 2, width: last.x1 - first.x0 };
  const common = { first: first.at, last: last.at, count: places.length, ...box };
  return most === Number.POSITIVE_INFINITY
    ? { kind: 'run', ...common }
    : { kind: 'bucket', ...common, worst: worstOf(places.map(({ at }) => at)) };
}
