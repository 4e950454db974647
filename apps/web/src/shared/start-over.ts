const key = 'gantry.reloads';

/** More often than this, one soon after the other, loading anew has not helped, and the screen says what is missing. */
const most = 3;
const soonMs = 10_000;
/** Where a page is slow to load they are not so soon: so many in a row, with no longer pause, have not helped either. */
const mostInRow = 6;
const pauseMs = 30_000;

/** Longer than this, a server that does not answer is not there. */
const mostProbeMs = 4_000;

/** Whether the server can be reached: a page that is loaded anew while it cannot is lost, with all that was typed. */
async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(mostProbeMs) })).ok;
  } catch {
    return false;
  }
}

/** Loads the page anew once the server has answered, as a person asks for. False: it did not. */
export async function reloadPage(): Promise<boolean> {
  if (!(await isServerThere())) return false;
  location.reload();
  return true;
}

let startsOver: Promise<void> | null = null;

/**
 * A page that was opened before an upgrade asks for parts that the server has no more, and one whose network changed
 * may not get a part at all. Either is mended by loading the page anew: all that it shows is in its address. Comes back
 * only where it is not: the server is away, or it has not helped so far.
 */
export function startOver(): Promise<void> {
  // Where several are missing at once, the first has begun it.
  startsOver ??= tryOver().finally(() => {
    startsOver = null;
  });
  return startsOver;
}

async function tryOver(): Promise<void> {
  if (!(await isServerThere())) return;
  const reloads = anotherReload(sessionStorage.getItem(key), Date.now());
  if (reloads === null) return;
  sessionStorage.setItem(key, reloads);
  location.reload();
  return new Promise<never>(() => {});
}

/** What a person waits for. While the page starts over for want of it, it is waited for: no fault is told. */
export const waitedFor = <T>(load: () => Promise<T>): Promise<T> =>
  load().catch(async (error) => {
    await startOver();
    throw error;
  });

/** When it was loaded anew, with once more; null: that has not helped. A network may change several times in a row. */
export function anotherReload(before: string | null, nowMs: number): string | null {
  const times = (before ?? '').split(' ').filter(Boolean).map(Number);
  const pause = times.findLastIndex((atMs, index) => (times[index + 1] ?? nowMs) - atMs >= pauseMs);
  const row = times.slice(pause + 1);
  const recent = row.filter((atMs) => nowMs - atMs < soonMs);
  return recent.length < most && row.length < mostInRow ? [...row, nowMs].join(' ') : null;
}
