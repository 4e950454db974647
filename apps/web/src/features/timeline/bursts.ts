import { formatPlural } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { worstOf } from './buckets.ts';
import type { RailEntry } from './rail.tsx';
import { servedMs } from './revision-state.ts';

/** Several attempts of one person in a short time, of which none came to serve for long. Oldest first. */
export type Burst = readonly RailEntry[];

const leastRevisions = 3;
const withinMs = 30 * 60_000;
const mostServedMs = 10 * 60_000;

/**
 * Runs of three or more revisions by one author within half an hour, none of which was healthy for more than ten minutes.
 * The current revision and pinned ones are in none: these are what one looks for.
 */
export function burstsOf(entries: readonly RailEntry[]): Burst[] {
  const bursts: Burst[] = [];
  let run: RailEntry[] = [];
  const close = () => {
    if (run.length >= leastRevisions) bursts.push(run);
    run = [];
  };
  for (const [index, at] of entries.entries()) {
    const served = servedMs(at.entry, entries[index + 1]?.entry, at.entry.createdAtMs) ?? 0;
    const mayFold = !at.entry.current && at.entry.pinned === null && served <= mostServedMs;
    if (!mayFold || !goesOn(run, at)) close();
    if (mayFold) run.push(at);
  }
  close();
  return bursts;
}

function goesOn([first]: readonly RailEntry[], { entry }: RailEntry): boolean {
  if (first === undefined) return true;
  return first.entry.author === entry.author && entry.createdAtMs - first.entry.createdAtMs <= withinMs;
}

/** A revision, or a burst that is one mark; of that the first stands for all. */
export type LaneEntry = RailEntry & { burst?: Burst };

/** Those that are folded are one entry each, in their place; one that holds a revision of `kept` stays open. */
export function foldBursts(
  entries: readonly RailEntry[],
  bursts: readonly Burst[],
  kept: ReadonlySet<number>,
): LaneEntry[] {
  const folded = bursts.filter((burst) => burst.every(({ entry }) => !kept.has(entry.number)));
  const burstAt = new Map(folded.flatMap((burst) => burst.map((at) => [at.entry.number, burst] as const)));
  const lane: LaneEntry[] = [];
  for (const at of entries) {
    const burst = burstAt.get(at.entry.number);
    if (burst === undefined) lane.push(at);
    else if (lane.at(-1)?.burst !== burst)
      lane.push({ ...at, burst, dips: burst.flatMap(({ dips }) => dips) });
  }
  return lane;
}

export const foldedCount = (entries: readonly LaneEntry[]): number =>
  entries.reduce((sum, { burst }) => sum + (burst?.length ?? 0), 0);

/** `r12 to r40`. */
export function burstRange(burst: Burst): string {
  return `r${burst[0]!.entry.number} to r${burst.at(-1)!.entry.number}`;
}

/** `24 m 10 s`: from when its first to when its last revision was made. */
export function burstLength(burst: Burst): string {
  return formatDuration(burst.at(-1)!.entry.createdAtMs - burst[0]!.entry.createdAtMs);
}

/** `r12 to r40: 29 revisions by ci within 24 m, none healthy for more than 10 minutes, the worst failed`. */
export function burstWords(burst: Burst): string {
  const { author } = burst[0]!.entry;
  return `${burstRange(burst)}: ${formatPlural(burst.length, 'revision')} by ${author} within ${burstLength(burst)}, none healthy for more than 10 minutes, the worst ${worstOf(burst).state.word}`;
}
