import type { Tone } from '../../shared/tone.ts';
import type { BandPattern } from '../../shared/ui/band-patterns.tsx';

/** One revision's band among the others of the ribbon. */
export interface BandRole {
  /** Among the bands, the oldest first. */
  place: number;
  isTarget: boolean;
  isCurrent: boolean;
  /** Of the revision's state; undefined: it is not known any more. */
  tone: Tone | undefined;
}

const ready: ReadonlySet<Tone | undefined> = new Set(['running', 'degraded', 'progress', 'pending']);

/** Colour only for the chosen, the current and what went wrong; the rest are two quiet greys. */
export function bandClass({ place, isTarget, isCurrent, tone }: BandRole): string {
  if (isTarget) return 'fill-accent';
  // What is ready is well, also where a part is missing: that part is hatched.
  if (isCurrent) return ready.has(tone) ? 'fill-running-quiet' : 'fill-tone';
  return place % 2 === 0 ? 'fill-(--band-a)' : 'fill-(--band-b)';
}

const turns = ['turn-1', 'turn-2', 'turn-3'] as const satisfies BandPattern[];

/**
 * What tells it from the bands beside it where the system forces its own colours. Three take turns: of three revisions
 * that are there at once the middle one may go first, and then the others touch.
 */
export function bandPattern({ place, isTarget, isCurrent }: BandRole): BandPattern {
  if (isTarget) return 'target';
  return isCurrent ? 'current' : turns[place % turns.length]!;
}
