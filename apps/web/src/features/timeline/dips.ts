import type { ReadinessDip, RevisionEntry } from '@gantry/client';
import { formatPlural } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';

/** How long it was so far, or is going on. */
export const dipMs = ({ fromAtMs, toAtMs }: ReadinessDip, nowMs: number): number =>
  Math.max(0, (toAtMs ?? nowMs) - fromAtMs);

/** Those that began while the revision was the newest one. */
export function dipsOfRevision(
  dips: readonly ReadinessDip[],
  { createdAtMs }: RevisionEntry,
  next: RevisionEntry | undefined,
): ReadinessDip[] {
  const untilMs = next?.createdAtMs ?? Number.POSITIVE_INFINITY;
  return dips.filter(({ fromAtMs }) => fromAtMs >= createdAtMs && fromAtMs < untilMs);
}

/** `1 of 4 ready where 3 were to be, for 12 s`. */
export function dipWords(dip: ReadinessDip, nowMs: number): string {
  const length = `${formatDuration(dipMs(dip, nowMs))}${dip.toAtMs === null ? ' and going on' : ''}`;
  return `${dip.lowestReady} of ${dip.desired} ready where ${dip.floor} were to be, for ${length}`;
}

/** Of several, in few words: `fell below its floor 2 times, for 14 s in all, to 1 of 4`. Empty: it never did. */
export function dipsSentence(dips: readonly ReadinessDip[], nowMs: number): string {
  const [first, ...others] = dips;
  if (first === undefined) return '';
  const lowest = others.reduce((low, one) => (one.lowestReady < low.lowestReady ? one : low), first);
  const length = formatDuration(totalMs(dips, nowMs));
  return `fell below its floor ${timesWords(dips.length)}, for ${length}${others.length === 0 ? '' : ' in all'}, to ${lowest.lowestReady} of ${lowest.desired}`;
}

export const timesWords = (count: number): string => (count === 1 ? 'once' : formatPlural(count, 'time'));

export const totalMs = (dips: readonly ReadinessDip[], nowMs: number): number =>
  dips.reduce((sum, dip) => sum + dipMs(dip, nowMs), 0);
