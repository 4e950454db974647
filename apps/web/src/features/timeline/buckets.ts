import type { RailEntry } from './rail.tsx';

/** Neighbouring revisions that share one bar, as indexes; both ends included. */
export interface Bucket {
  from: number;
  to: number;
  worst: RailEntry;
}

/** An attempt that did not come to serve, or one that serves badly. */
export const isBad = ({ state }: RailEntry): boolean =>
  state.glyph === 'failed' || state.glyph === 'aborted' || state.tone === 'degraded';

const badness = (at: RailEntry) => (at.state.tone === 'failed' ? 2 : isBad(at) ? 1 : 0);

/** The one that says most of several: a failed one before an aborted one before any other. */
export const worstOf = (entries: readonly RailEntry[]): RailEntry =>
  entries.reduce((worst, one) => (badness(one) > badness(worst) ? one : worst));

/** Bars for all revisions in a width: one each, or several together where a bar would get thinner than `leastPixels`. */
export function bucketsOf(
  entries: readonly RailEntry[],
  { width, leastPixels }: { width: number; leastPixels: number },
): Bucket[] {
  const size = Math.max(1, Math.ceil((entries.length * leastPixels) / Math.max(1, width)));
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) => {
    const from = index * size;
    const some = entries.slice(from, from + size);
    return { from, to: from + some.length - 1, worst: worstOf(some) };
  });
}
