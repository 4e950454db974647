import { connect, createReplica } from '@gantry/client';

/** The one connection of the page. The session's cookie goes along with it. */
const client = connect({ url: location.origin });

/** Questions and changes, answered once. */
export const api = client.api;

/** The browser's copy of the cluster, outside React: rows notify exactly those who show them. */
export const replica = createReplica({ source: client.changes });

/** A part of the cluster that is not shown any more is kept fresh this long: going back to it is instant. */
const lingerMs = 60_000;

/** Keeps a part of the cluster up to date while it is shown, and a while longer. Returns what lets it go. */
export function watch(scope: string): () => void {
  const release = replica.watch(scope);
  return () => {
    setTimeout(release, lingerMs);
  };
}

/** Opens the stream that every screen needs, for the life of the page. */
export function startReplica(): void {
  replica.watch('cluster');
}

/** Without a session nothing can be heard, and knocking again and again would not help. */
export function stopReplica(): void {
  replica.close();
  void client.close();
}
