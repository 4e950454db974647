import type { Store } from '@gantry/store';

/** How far back history and time travel reach: whichever of the two ends first. */
export interface Retention {
  maxAgeMs: number;
  maxCommits: number;
}

/** A week, or so many commits that they take some hundred megabytes. */
export const defaultRetention: Retention = { maxAgeMs: 7 * 24 * 3_600_000, maxCommits: 100_000 };

/** Forgets the history that is past the retention. Says up to which revision; null when there was nothing to forget. */
export async function compactToRetention(
  store: Store,
  now: { revision: number; atMs: number },
  { maxAgeMs, maxCommits }: Retention,
): Promise<number | null> {
  const { revision, oldest } = await store.revisionAt(now.atMs - maxAgeMs);
  const target = Math.max(revision, now.revision - maxCommits);
  if (target <= oldest) return null;
  await store.compact(target);
  return target;
}
