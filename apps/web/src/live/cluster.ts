import { connect, createReplica, type PastReplica, type Replica, ValueStore } from '@gantry/client';
import { waitedFor } from '../shared/start-over.ts';
import { forgetLastSeen, loadLastSeen, startLastSeen } from './last-seen.ts';

/** The server says so in the page's head: whatever was asked would be refused. */
export const isServedSignedOut = document.querySelector('meta[name="gantry-session"]') !== null;

/** The one connection of the page. The session's cookie goes along with it. */
const client = connect({ url: location.origin, isIdle: isServedSignedOut });

/** Questions and changes, answered once. */
export const api = client.api;

/** The browser's copy of the cluster, outside React: rows notify exactly those who show them. */
export const replica = createReplica({ source: client.changes, last: loadLastSeen() });

/** The copy that the screens show: the live one, or one that stands at a moment of the past. */
export const shown = new ValueStore<Replica>(replica);

/** The parts of the cluster that screens show, each as often as it is shown. */
const watched = new Map<string, number>();
let past: { replica: PastReplica; releases: Map<string, () => void> } | null = null;

/** The copy of the past, made when it is first looked at. It holds what the live one holds. */
export async function openPast(): Promise<PastReplica> {
  // Most visits never look back, so that they do not load what it takes.
  const { createPastReplica } = await waitedFor(() => import('@gantry/client/past'));
  past ??= { replica: createPastReplica({ source: client.past }), releases: new Map() };
  followWatched();
  return past.replica;
}

/** The same once it is there. */
export const openedPast = (): PastReplica | null => past?.replica ?? null;

export function closePast(): void {
  past?.replica.close();
  past = null;
}

function followWatched(): void {
  if (past === null) return;
  const { replica, releases } = past;
  for (const scope of ['cluster', ...watched.keys()]) {
    if (!releases.has(scope)) releases.set(scope, replica.watch(scope));
  }
}

/** A part of the cluster that is not shown any more is kept fresh this long: going back to it is instant. */
const lingerMs = 60_000;

/** Keeps a part of the cluster up to date while it is shown, and a while longer. Returns what lets it go. */
export function watch(scope: string): () => void {
  const release = replica.watch(scope);
  watched.set(scope, (watched.get(scope) ?? 0) + 1);
  followWatched();
  return () => {
    setTimeout(() => {
      release();
      forget(scope);
    }, lingerMs);
  };
}

function forget(scope: string): void {
  const users = (watched.get(scope) ?? 1) - 1;
  if (users > 0) watched.set(scope, users);
  else watched.delete(scope);
}

/**
 * Opens the streams that every screen needs, for the life of the page. First what tells how things are, which is small
 * on any cluster and is there long before the nodes are.
 */
export function startReplica(): void {
  const releaseFirst = replica.watch('deployments');
  replica.watch('cluster');
  startLastSeen(replica);
  const whole = replica.status('cluster');
  const stop = whole.subscribe(() => {
    if (!whole.get().ready) return;
    stop();
    releaseFirst();
  });
}

/** Without a session nothing can be heard, and knocking again and again would not help. */
export function stopReplica(): void {
  forgetLastSeen();
  replica.close();
  void client.close();
}
