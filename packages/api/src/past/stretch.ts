import { setImmediate as nextTurn } from 'node:timers/promises';
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
/** Few enough that the event loop hardly stops, as each may hold a hundred changes. */
const commitsPerRead = 16;

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
  const mostChanges = bounds.changes / 2;
  const before = await commitsBefore(log, revision, { oldest: Math.floor(earliest), mostChanges });
  const most = Math.floor(earliest) + bounds.commits - revision;
  const after = await commitsAfter(log, revision, { most, mostChanges });
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

/** As many up to a revision as the changes allow, read from there backwards: those further away are not looked at. */
async function commitsBefore(
  log: PastLog,
  revision: number,
  { oldest, mostChanges }: { oldest: number; mostChanges: number },
): Promise<Commit[]> {
  const found: Commit[] = [];
  for (let end = revision; end > oldest && changesIn(found) <= mostChanges; await nextTurn()) {
    const begin = Math.max(oldest, end - commitsPerRead);
    found.push(...(await log.commits(begin, end - begin)).reverse());
    end = begin;
  }
  return firstChanges(found, mostChanges).reverse();
}

async function commitsAfter(
  log: PastLog,
  revision: number,
  { most, mostChanges }: { most: number; mostChanges: number },
): Promise<Commit[]> {
  const found: Commit[] = [];
  while (found.length < most && changesIn(found) <= mostChanges) {
    const commits = await log.commits(revision + found.length, Math.min(commitsPerRead, most - found.length));
    found.push(...commits);
    if (commits.length === 0) break;
    await nextTurn();
  }
  return firstChanges(found, mostChanges);
}

const changesIn = (commits: readonly Commit[]) =>
  commits.reduce((sum, { changes }) => sum + changes.length, 0);

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
