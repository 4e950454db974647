import type { LastSeen, Replica } from '@gantry/client';
import { tellingTasks } from '../shared/concern.ts';
import { servedBy } from './served-by.ts';

const storageKey = 'gantry.last-seen';
/** More than this is read slower than it is told. */
const mostCharacters = 1_000_000;
/** What is older says nothing about how things are. */
const keptForMs = 3_600_000;

/** As it lies in the browser: with the cluster that it is of, as another one may answer at the same address by now. */
export interface KeptVisit {
  cluster: string;
  last: LastSeen;
}

/** What the last visit of this browser left; null: nothing of use. */
export function loadLastSeen(): LastSeen | null {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? 'null') as KeptVisit | null;
    return usableOf(kept, { cluster: servedBy(), nowMs: Date.now() });
  } catch {
    return null;
  }
}

/** What was kept, if it is of this cluster and not too old. */
export function usableOf(
  kept: Partial<KeptVisit> | null,
  { cluster, nowMs }: { cluster: string; nowMs: number },
): LastSeen | null {
  if (!kept?.last || cluster === '' || kept.cluster !== cluster) return null;
  // As an earlier version of the page has left it.
  if (kept.last.tasks === undefined) return null;
  return Math.abs(nowMs - kept.last.atMs) < keptForMs ? kept.last : null;
}

/** Keeps what is shown whenever the page is left. */
export function startLastSeen(replica: Pick<Replica, 'lastSeen'>): void {
  addEventListener('pagehide', () => keep(replica.lastSeen(tellingTasks)));
}

/** Whoever signs out leaves nothing of it in the browser. */
export function forgetLastSeen(): void {
  try {
    localStorage.removeItem(storageKey);
  } catch {
    // A browser without storage has kept nothing.
  }
}

function keep(last: LastSeen | null): void {
  const cluster = servedBy();
  if (last === null || cluster === '') return;
  try {
    const text = JSON.stringify({ cluster, last } satisfies KeptVisit);
    if (text.length <= mostCharacters) localStorage.setItem(storageKey, text);
    else forgetLastSeen();
  } catch {
    // Where there is no storage or no room left, the next visit begins with nothing.
  }
}
