import type { RevisionEntry } from '@gantry/client';
import type { Difference, EventRecord } from '@gantry/model';
import { formatPlural } from '../../shared/format/quantity.ts';
import { labelWidth } from './axis.ts';

/** Something that explains the ribbon's shape. */
export interface EventMark {
  key: string;
  atMs: number;
  glyph: string;
  words: string;
  /** The whole of it. */
  title: string;
  /** What went wrong has its room first. */
  isTrouble: boolean;
}

export type EventPlace = EventMark & {
  x: number;
  /** On which side of its line its glyph is, and the words behind that. */
  side: 'right' | 'left';
  /** There is room for its words beside its glyph. */
  isTold: boolean;
};

type Look = Pick<EventMark, 'glyph' | 'words'>;

const looks: Record<string, (message: string) => Look> = {
  Scaled: scaled,
  RolloutPaused: () => ({ glyph: '‖', words: 'paused' }),
  RolloutResumed: () => ({ glyph: '▸', words: 'resumed' }),
  RolloutAborted: () => ({ glyph: '△', words: 'aborted' }),
  HealthGateFailed: () => ({ glyph: '✕', words: 'gate failed' }),
  ProgressDeadlineExceeded: () => ({ glyph: '✕', words: 'deadline' }),
  Restarted: () => ({ glyph: '↻', words: 'restarted' }),
};

/** From how many to how many is in the message. */
function scaled(message: string): Look {
  const [, before, after] = /from (\d+) to (\d+)/.exec(message) ?? [];
  if (before === undefined || after === undefined) return { glyph: '▲', words: 'scaled' };
  return { glyph: Number(after) < Number(before) ? '▼' : '▲', words: `scale ${before}→${after}` };
}

/** What is told under the ribbon, oldest first: acts on the deployment, revisions that change variables alone, and restarts. */
export function eventMarks(events: readonly EventRecord[], revisions: readonly RevisionEntry[]): EventMark[] {
  const marks = [
    ...events.flatMap(markOfEvent),
    ...revisions.flatMap((entry) => [...markOfVariables(entry), ...markOfRestarts(entry)]),
  ];
  return marks.sort((a, b) => a.atMs - b.atMs);
}

/** Whether anything is told under the ribbon at any time of these revisions (oldest first), in sight or not. */
export function hasMarks(events: readonly EventRecord[], revisions: readonly RevisionEntry[]): boolean {
  const fromAtMs = revisions[0]?.createdAtMs ?? Number.POSITIVE_INFINITY;
  return eventMarks(events, revisions).some(({ atMs }) => atMs >= fromAtMs);
}

function markOfEvent({ id, reason, message, lastAtMs }: EventRecord): EventMark[] {
  const look = looks[reason]?.(message);
  if (look === undefined) return [];
  return [{ key: id, atMs: lastAtMs, ...look, title: message, isTrouble: look.glyph === '✕' }];
}

const variable = /\.env\[([^\]]+)\]/;

/** `env +2 −1`: nothing else differs from the revision before it. */
function markOfVariables({ number, createdAtMs, diff, restoredFrom }: RevisionEntry): EventMark[] {
  if (restoredFrom !== null || diff.length === 0) return [];
  if (!diff.every(({ path }) => variable.test(path))) return [];
  const changes = variableChanges(diff);
  const countOf = (sign: string) => [...changes.values()].filter((one) => one === sign).length;
  const words = ['+', '−', '±']
    .filter((sign) => countOf(sign) > 0)
    .map((sign) => `${sign}${countOf(sign)}`)
    .join(' ');
  const title = `r${number}: ${[...changes].map(([name, sign]) => `${sign}${name}`).join(', ')}`;
  return [
    { key: `env-${number}`, atMs: createdAtMs, glyph: '◇', words: `env ${words}`, title, isTrouble: false },
  ];
}

/** By name: whether it was added, taken away or changed, of which each of its fields tells. */
function variableChanges(diff: readonly Difference[]): Map<string, string> {
  const changes = new Map<string, string>();
  for (const { path, before, after } of diff) {
    const name = variable.exec(path)![1]!;
    const sign = before === null ? '+' : after === null ? '−' : '±';
    const known = changes.get(name) ?? sign;
    changes.set(name, known === sign ? sign : '±');
  }
  return changes;
}

/** When its rollout was through, or up to now: it is counted as long as it goes on. */
function markOfRestarts({ number, rollout }: RevisionEntry): EventMark[] {
  if (rollout === null || rollout.restarts === 0) return [];
  const words = formatPlural(rollout.restarts, 'restart');
  const atMs = rollout.endedAtMs ?? rollout.startedAtMs;
  const title = `${words} in the rollout of r${number}`;
  return [{ key: `restarts-${number}`, atMs, glyph: '⚠', words, title, isTrouble: true }];
}

const glyphPixels = 14;
const airPixels = 10;
/** A mark's line keeps so far from the line of now. */
const nowPixels = 3;

type Span = Pick<EventPlace, 'x' | 'side'> & { from: number; to: number };

/** What a mark takes of the lane with its line at `x`, words and all. */
function spanAt(x: number, width: number, toX: number): Span {
  if (width > glyphPixels && x + width > toX) {
    const lineX = Math.min(x, toX - nowPixels);
    return { x: lineX, side: 'left', from: lineX - width, to: lineX };
  }
  // What happened just now has its glyph before the line of now.
  const lineX = Math.min(x, toX - glyphPixels);
  return { x: lineX, side: 'right', from: lineX, to: lineX + width };
}

/**
 * Those in sight with a place, left to right. Words stand where there is room, first of what went wrong and then of what
 * is newer: to the right, or to the left where the lane ends before they would. Where there is none the glyph stands
 * alone, unless it would touch another.
 */
export function placeMarks(
  marks: readonly EventMark[],
  lane: { xOf: (atMs: number) => number; fromAtMs: number; toX: number },
): EventPlace[] {
  const placed: (EventPlace & Span)[] = [];
  const place = (mark: EventMark, isTold: boolean) => {
    const width = glyphPixels + (isTold ? labelWidth(mark.words) : 0);
    const span = spanAt(lane.xOf(mark.atMs), width, lane.toX);
    const isFree = placed.every(({ from, to }) => span.from >= to + airPixels || span.to + airPixels <= from);
    const isHere = isFree && span.from >= 0;
    if (isHere) placed.push({ ...mark, ...span, isTold });
    return isHere;
  };
  const inSight = marks.filter(({ atMs }) => atMs >= lane.fromAtMs);
  const wished = inSight.toSorted((a, b) => Number(b.isTrouble) - Number(a.isTrouble) || b.atMs - a.atMs);
  const untold = wished.filter((mark) => !place(mark, true));
  for (const mark of untold) place(mark, false);
  return placed.map(({ from: _, to: __, ...one }) => one).sort((a, b) => a.x - b.x);
}
