import type { Commit } from '@gantry/model';
import type { PastLog } from './past-log.ts';

/** A run of commits around a moment: small enough for a browser to hold, so that scrubbing in it needs no server. */
export interface Stretch {
  /** The newest revision that is not later than the moment asked for. */
  revision: number;
  /** The state that the stretch begins with, and its last commit's revision. */
  from: number;
  to: number;
  /** When each revision was made, from `from` on. */
  atMs: number[];
  /** Whether there is an older or a newer commit beside it. */
  isOldest: boolean;
  isNewest: boolean;
  /** With `isNewest`: nothing more had happened until then. */
  knownUntilMs: number;
}

/** The bounds of one stretch: commits, and changes in them. A quarter of a stretch lies before the moment at least. */
export interface StretchBounds {
  commits: number;
  changes: number;
}

export const stretchBounds: StretchBounds = { commits: 512, changes: 12_000 };

/** The stretch around a moment; before the oldest one that is kept, the stretch that begins there. */
export async function stretchAround(
  log: PastLog,
  { atMs, newest, nowMs, bounds }: { atMs: number; newest: number; nowMs: number; bounds: StretchBounds },
): Promise<Stretch> {
  const found = await log.revisionAt(atMs);
  const { oldest } = found;
  const revision = Math.min(Math.max(found.revision, oldest), newest);
  const half = Math.max(1, Math.floor(bounds.commits / 2));
  const earliest = Math.max(oldest, Math.floor((revision - 1) / half) * half - half / 2);
  const commits = await log.commits(Math.floor(earliest), bounds.commits);
  const { before, after } = within(commits, revision, bounds.changes);
  const kept = [...before, ...after];
  const from = (kept[0]?.revision ?? revision + 1) - 1;
  const to = kept.at(-1)?.revision ?? revision;
  return {
    ...{ revision, from, to },
    atMs: [await instantOf(log, from, oldest), ...kept.map((commit) => commit.atMs)],
    isOldest: from <= oldest,
    isNewest: to >= newest,
    knownUntilMs: nowMs,
  };
}

/** As many commits as the changes allow, nearest to the revision first, on both sides of it. */
function within(
  commits: readonly Commit[],
  revision: number,
  mostChanges: number,
): { before: Commit[]; after: Commit[] } {
  const older = commits.filter((commit) => commit.revision <= revision).reverse();
  const newer = commits.filter((commit) => commit.revision > revision);
  const before = firstChanges(older, mostChanges / 2).reverse();
  return { before, after: firstChanges(newer, mostChanges / 2) };
}

/** The first of them with so many changes together; one at least. */
function firstChanges(commits: readonly Commit[], most: number): Commit[] {
  let changes = 0;
  const end = commits.findIndex((commit) => {
    changes += commit.changes.length;
    return changes > most;
  });
  return end < 0 ? [...commits] : commits.slice(0, Math.max(1, end));
}

/** Of the state that a stretch begins with. The oldest state's own commit is gone: the next one's stands for it. */
async function instantOf(log: PastLog, revision: number, oldest: number): Promise<number> {
  const [commit] = await log.commits(Math.max(oldest, revision - 1), 1);
  return commit?.atMs ?? 0;
}
