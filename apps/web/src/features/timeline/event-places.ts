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

/** `words`: those that there is room for beside its glyph; `title` tells of all that have this place. */
export type EventPlace = EventMark & {
  x: number;
  /** On which side of its line its glyph is, and the words behind that. */
  side: 'right' | 'left';
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
  const title = `Variables of r${number}: ${[...changes].map(([name, sign]) => `${sign}${name}`).join(', ')}`;
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

/** What a mark may take of the lane with its line at `x`, words and all, the better place first. */
function spansAt(x: number, width: number, toX: number): Span[] {
  // What happened just now has its glyph before the line of now.
  const rightX = Math.min(x, toX - glyphPixels);
  const right: Span = { x: rightX, side: 'right', from: rightX, to: rightX + width };
  if (width === glyphPixels) return [right];
  const leftX = Math.min(x, toX - nowPixels);
  const left: Span = { x: leftX, side: 'left', from: leftX - width, to: leftX };
  return x + width > toX ? [left] : [right, left];
}

/** Marks that have one place, oldest first. */
type Group = readonly EventMark[];
type Placed = EventPlace & Span & { group: Group };

const telling = (a: EventMark, b: EventMark): number =>
  Number(b.isTrouble) - Number(a.isTrouble) || b.atMs - a.atMs;

/** What went wrong stands for the others, then what is newer. */
const headOf = (group: Group): EventMark => group.toSorted(telling)[0]!;

/** What may stand beside the glyph, the more telling first; at last, of one alone, nothing. */
function wordsOf(group: Group): string[] {
  const [{ words }, more] = [headOf(group), group.length - 1];
  if (more === 0) return [words, ''];
  if (group.every((one) => one.words === words)) return [`${words} ×${more + 1}`, `×${more + 1}`];
  const short = [`${words} +${more}`, `+${more}`];
  return more === 1 ? [group.map((one) => one.words).join(', '), ...short] : short;
}

interface LaneRoom {
  xOf: (atMs: number) => number;
  fromAtMs: number;
  toX: number;
}

/** `left`: for which there is no room at all. */
function placeGroups(groups: readonly Group[], lane: LaneRoom): { placed: Placed[]; left: Group[] } {
  const placed: Placed[] = [];
  const place = (group: Group, words: string): boolean => {
    const head = headOf(group);
    const width = glyphPixels + labelWidth(words);
    const isFree = (span: Span) =>
      span.from >= 0 &&
      placed.every(({ from, to }) => span.from >= to + airPixels || span.to + airPixels <= from);
    const span = spansAt(lane.xOf(head.atMs), width, lane.toX).find(isFree);
    if (span === undefined) return false;
    const title = group.map((one) => one.title).join('\n');
    placed.push({ ...head, ...span, words, title, group });
    return true;
  };
  let left = groups.toSorted((a, b) => telling(headOf(a), headOf(b)));
  for (const level of [0, 1, 2])
    left = left.filter((group) => {
      const words = wordsOf(group)[level];
      return words === undefined || !place(group, words);
    });
  return { placed, left };
}

/** Those without a place join the nearest that has one. */
function joined(placed: readonly Placed[], left: readonly Group[], { xOf }: LaneRoom): Group[] {
  const groups = new Map(placed.map((one) => [one, [...one.group]]));
  for (const group of left) {
    const x = xOf(headOf(group).atMs);
    const nearest = placed.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a));
    groups.get(nearest)!.push(...group);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a.atMs - b.atMs));
}

/**
 * Those in sight with a place, left to right. Words stand where there is room, first of what went wrong and then of what
 * is newer: to the right, or to the left where that is taken or the lane ends. Where there is none the glyph stands alone.
 * One that would touch another stands with it as one, so that none is hidden.
 */
export function placeMarks(marks: readonly EventMark[], lane: LaneRoom): EventPlace[] {
  let groups: Group[] = marks.filter(({ atMs }) => atMs >= lane.fromAtMs).map((mark) => [mark]);
  for (;;) {
    const { placed, left } = placeGroups(groups, lane);
    if (left.length === 0 || placed.length === 0)
      return placed.map(({ from: _, to: __, group: ___, ...one }) => one).sort((a, b) => a.x - b.x);
    groups = joined(placed, left, lane);
  }
}
