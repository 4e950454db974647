import { formatDay, formatMinute } from '../../shared/format/time.ts';
import { positionOf, type Scale, type Segment } from './scale.ts';

/** A round moment, and what is written at it. */
export interface Tick {
  x: number;
  text: string;
  anchor: 'start' | 'middle';
}

/** Room that something else has on the row of the axis. */
export interface Taken {
  x0: number;
  x1: number;
}

/** Ticks are never closer than this, nor their words than the other. */
const leastPixels = 64;
const airPixels = 12;
/** The width of a label's letter, about. */
const letterPixels = 6;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const roundSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * minute);

/** How wide words of the label's size are, about. */
export const labelWidth = (text: string): number => text.length * letterPixels;

/** Where the lane begins, which stands at its left edge. */
export const beginText = (atMs: number): string => `${formatDay(atMs)} ${formatMinute(atMs)}`;

/**
 * The moment where the lane begins, where it has room, and round ones to the right of it as far as there is room beside what is `taken`: in
 * steps the days, in true time days or what there is room for between them. None is in a stretch that is drawn shorter
 * than it was.
 */
export function axisTicks(scale: Scale, kind: 'steps' | 'time', taken: readonly Taken[]): Tick[] {
  const begin = scale.segments[0]?.fromAtMs;
  if (begin === undefined) return [];
  const isFree = (x0: number, x1: number) =>
    taken.every((box) => x1 + airPixels <= box.x0 || x0 - airPixels >= box.x1);
  const first: Tick = { x: 0, text: beginText(begin), anchor: 'start' };
  const ticks = isFree(0, labelWidth(first.text)) ? [first] : [];
  let right = ticks.length > 0 ? labelWidth(first.text) : 0;
  let dayText = ticks.length > 0 ? formatDay(begin) : '';
  for (const atMs of roundMoments(scale, kind)) {
    const x = positionOf(scale, atMs);
    const text = labelOf(atMs, dayText);
    const half = labelWidth(text) / 2;
    const isFar = x - (ticks.at(-1)?.x ?? 0) >= leastPixels && x - half - airPixels >= right;
    if (!isFar || !isFree(x - half, x + half)) continue;
    ticks.push({ x, text, anchor: 'middle' });
    right = x + half;
    dayText = formatDay(atMs);
  }
  return ticks;
}

/** Midnight is its day; another moment is told with its day where that is not the one of the tick before it. */
function labelOf(atMs: number, dayBefore: string): string {
  const dayText = formatDay(atMs);
  if (midnightOf(atMs) === atMs) return dayText;
  return dayText === dayBefore ? formatMinute(atMs) : `${dayText} ${formatMinute(atMs)}`;
}

/** Oldest first; in the time of who looks. */
function* roundMoments({ segments, width }: Scale, kind: 'steps' | 'time'): Generator<number> {
  const open = segments.filter(({ compressed, x0, x1 }) => !compressed && x1 > x0);
  const stepMs = kind === 'steps' ? day : stepOf(open);
  for (const segment of open) if (segment.x0 < width) yield* momentsIn(segment, stepMs);
}

/** The shortest round step that is wide enough. */
function stepOf(open: readonly Segment[]): number {
  const pixels = open.reduce((sum, { x0, x1 }) => sum + x1 - x0, 0);
  const lengthMs = open.reduce((sum, { fromAtMs, toAtMs }) => sum + toAtMs - fromAtMs, 0);
  return roundSteps.find((stepMs) => stepMs * pixels >= leastPixels * lengthMs) ?? day;
}

function* momentsIn({ fromAtMs, toAtMs }: Segment, stepMs: number): Generator<number> {
  for (let midnight = midnightOf(fromAtMs); midnight <= toAtMs; midnight = nextMidnight(midnight)) {
    const end = Math.min(toAtMs, nextMidnight(midnight) - 1);
    const skipped = Math.max(0, Math.ceil((fromAtMs - midnight) / stepMs));
    for (let atMs = midnight + skipped * stepMs; atMs <= end; atMs += stepMs) yield atMs;
  }
}

const midnightOf = (atMs: number): number => new Date(atMs).setHours(0, 0, 0, 0);
/** Not so many hours later: days begin and end when clocks are changed as on any other. */
const nextMidnight = (midnight: number): number => {
  const date = new Date(midnight);
  return date.setDate(date.getDate() + 1);
};
