import type { DayRibbon } from '@gantry/client';
import { formatPlural } from '../format/quantity.ts';
import { formatClock } from '../format/time.ts';

/** In pixels: one for each quarter of an hour, which is as fine as it is told. */
export const dayWidth = 96;
export const dayHeight = 20;
/** Above the bands there is room for the marks of rollouts. */
const topGap = 6;
const markHeight = 4;
const quarterMs = 900_000;

/** Whether there is an hour of it to tell of: less is a mark at the edge of an empty line. */
export const isTold = ({ points, knownSinceMs, toAtMs }: DayRibbon): boolean =>
  toAtMs - (points[0]?.atMs ?? knownSinceMs) >= 4 * quarterMs;

/** A day as SVG paths, each of everything that looks the same; an empty one draws nothing. */
export interface DayShape {
  /** Of the current revision. */
  current: string;
  /** Of those before it, in turns. */
  others: [string, string];
  /** Where fewer were ready than wanted. */
  missing: string;
  desired: string;
  /** Where a rollout began, and where one that went wrong did. */
  rollouts: string;
  failed: string;
}

const wrong: readonly DayRibbon['rollouts'][number]['outcome'][] = ['failed', 'rolledBack', 'aborted'];

export function dayShape(day: DayRibbon): DayShape {
  const spans = spansOf(day);
  const highest = Math.max(1, ...spans.flatMap(({ total, desired }) => [total, desired]));
  const yOf = (count: number) => round(dayHeight - (count / highest) * (dayHeight - topGap));
  const numbers = [...new Set(spans.flatMap(({ bands }) => bands.map(({ number }) => number)))].sort(
    (a, b) => a - b,
  );
  const bandsOf = (wanted: (number: number) => boolean) =>
    spans
      .flatMap((span) =>
        span.bands
          .filter(({ number }) => wanted(number))
          .map(({ low, high }) => boxOf(span, yOf(low), yOf(high))),
      )
      .join('');
  const turnOf = (number: number) => numbers.indexOf(number) % 2;
  const isOther = (number: number) => number !== day.revision;
  const isWrong = ({ outcome }: { outcome: DayRibbon['rollouts'][number]['outcome'] }) =>
    wrong.includes(outcome);
  return {
    current: bandsOf((number) => !isOther(number)),
    others: [
      bandsOf((number) => isOther(number) && turnOf(number) === 0),
      bandsOf((number) => isOther(number) && turnOf(number) === 1),
    ],
    missing: spans
      .filter(({ lowest, wanted }) => lowest < wanted)
      .map((span) => missingPath(span, yOf))
      .join(''),
    desired: spans
      .map(({ from, to, desired }, index) => `${index === 0 ? 'M' : 'L'}${from} ${yOf(desired)}H${to}`)
      .join(''),
    rollouts: marksOf(day, (one) => !isWrong(one)),
    failed: marksOf(day, isWrong),
  };
}

/** A stretch in which nothing changed but in its first quarter of an hour. */
interface Span {
  /** When its first quarter began. */
  atMs: number;
  from: number;
  to: number;
  bands: { number: number; low: number; high: number }[];
  total: number;
  lowest: number;
  desired: number;
  /** What is missing is counted from here. */
  wanted: number;
}

function spansOf(day: DayRibbon): Span[] {
  // One that is older than the day was to be there all day, whether it ever was or not.
  let served = (day.points[0]?.atMs ?? day.toAtMs) < day.fromAtMs;
  return day.points.map((point, index) => {
    const bands = stack(point.ready);
    const total = bands.at(-1)?.high ?? 0;
    const { desired } = point;
    const next = day.points[index + 1];
    // Before the first time that enough were ready nothing is missing, nor where some may only be forgotten.
    const isTold = served && (next === undefined || next.atMs >= day.knownSinceMs);
    const lowest = isTold && point.atMs + quarterMs >= day.knownSinceMs ? point.lowest : total;
    served ||= total >= desired;
    const from = xOf(day, point.atMs);
    const to = Math.max(from + 1, next === undefined ? dayWidth : xOf(day, next.atMs));
    return { atMs: point.atMs, from, to, bands, total, lowest, desired, wanted: isTold ? desired : 0 };
  });
}

function stack(ready: Readonly<Record<number, number>>): Span['bands'] {
  let low = 0;
  return Object.entries(ready)
    .map(([number, count]) => ({ number: Number(number), count }))
    .sort((a, b) => a.number - b.number)
    .map(({ number, count }) => {
      const band = { number, low, high: low + count };
      low += count;
      return band;
    });
}

/** What was missing at the end of the quarter lasts; a dip that is over is a pixel of it. */
function missingPath(span: Span, yOf: (count: number) => number): string {
  const { from, total, lowest, wanted } = span;
  const lasts = total < wanted ? boxOf(span, yOf(total), yOf(wanted)) : '';
  return lowest < total
    ? `${lasts}${boxOf({ from, to: from + 1 }, yOf(lowest), yOf(Math.min(total, wanted)))}`
    : lasts;
}

const boxOf = ({ from, to }: Pick<Span, 'from' | 'to'>, bottom: number, top: number) =>
  `M${from} ${bottom}V${top}H${to}V${bottom}Z`;

function marksOf(day: DayRibbon, isShown: (rollout: DayRibbon['rollouts'][number]) => boolean): string {
  return day.rollouts
    .filter(isShown)
    .map(({ atMs }) => `M${xOf(day, atMs) + 0.5} 0V${markHeight}`)
    .join('');
}

/** Whole pixels, so that edges are sharp; what is of before the day begins with it. */
function xOf({ fromAtMs, toAtMs }: DayRibbon, atMs: number): number {
  const ratio = (atMs - fromAtMs) / (toAtMs - fromAtMs);
  return Math.min(dayWidth - 1, Math.max(0, Math.floor(ratio * dayWidth)));
}

const round = (value: number) => Math.round(value * 10) / 10;

/** The same in words: `The last day: 3 of 3 ready, at the lowest 1 after 14:00:00; 2 rollouts, 1 of them failed`. */
export function daySentence(day: DayRibbon): string {
  const now = day.points.at(-1);
  if (now === undefined) return 'The last day: nothing was ready';
  const total = stack(now.ready).at(-1)?.high ?? 0;
  const parts = [`The last day: ${total} of ${now.desired} ready${lowestWords(day)}`];
  const failed = day.rollouts.filter(({ outcome }) => wrong.includes(outcome)).length;
  if (day.rollouts.length > 0) parts.push(formatPlural(day.rollouts.length, 'rollout'));
  if (failed > 0) parts.push(`${failed} went wrong`);
  if (day.knownSinceMs > day.fromAtMs) parts.push(`known in full since ${formatClock(day.knownSinceMs)}`);
  return parts.join('; ');
}

function lowestWords(day: DayRibbon): string {
  const missing = spansOf(day).filter(({ lowest, wanted }) => lowest < wanted);
  const [lowest] = missing.sort((a, b) => a.lowest - b.lowest);
  return lowest === undefined ? '' : `, at the lowest ${lowest.lowest} after ${formatClock(lowest.atMs)}`;
}
