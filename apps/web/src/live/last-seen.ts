import type { LastSeen } from '@gantry/client';

const storageKey = 'gantry.last-seen';
/** More than this is read slower than it is told. */
const mostCharacters = 1_000_000;
/** What is older says nothing about how things are. */
const keptForMs = 3_600_000;

/** What the last visit of this browser left; null: nothing of use. */
export function loadLastSeen(): LastSeen | null {
  try {
    const last = JSON.parse(localStorage.getItem(storageKey) ?? 'null') as LastSeen | null;
    return last !== null && Math.abs(Date.now() - last.atMs) < keptForMs ? last : null;
  } catch {
    return null;
  }
}

/** Keeps what is shown whenever the page is left. */
export function startLastSeen(replica: { lastSeen(): LastSeen | null }): void {
  addEventListener('pagehide', () => keep(replica.lastSeen()));
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
  if (last === null) return;
  try {
    const text = JSON.stringify(last);
    if (text.length <= mostCharacters) localStorage.setItem(storageKey, text);
    else forgetLastSeen();
  } catch {
    // Where there is no storage or no room left, the next visit begins with nothing.
  }
}
