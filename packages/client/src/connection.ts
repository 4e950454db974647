/** How fresh the replica is. */
export interface Connection {
  /** `behind`: nothing was heard for a while, or what was heard waits to be applied. `offline`: for too long. */
  state: 'connecting' | 'live' | 'behind' | 'offline';
  /** Cluster time of the newest data that is shown; null before the first. */
  dataAtMs: number | null;
  /** How long ago, by the local clock, the server was last heard of; 0 while live. */
  ageMs: number;
}

export const behindAfterMs = 5_000;
export const offlineAfterMs = 15_000;
/** Messages that wait this long before they are applied make the replica `behind`. */
export const queueBehindMs = 2_000;

/** Instants by the local clock; null: never. */
export function connectionOf(facts: {
  nowMs: number;
  startedAtMs: number;
  heardAtMs: number | null;
  dataAtMs: number | null;
  /** The oldest message that is not applied yet. */
  waitingSinceMs: number | null;
  /** The transport says that it has no connection. */
  disconnected: boolean;
}): Connection {
  const { nowMs, heardAtMs, dataAtMs } = facts;
  const silentMs = nowMs - (heardAtMs ?? facts.startedAtMs);
  const queuedMs = facts.waitingSinceMs === null ? 0 : nowMs - facts.waitingSinceMs;
  if (silentMs >= offlineAfterMs) return { state: 'offline', dataAtMs, ageMs: silentMs };
  if (heardAtMs === null) return { state: 'connecting', dataAtMs, ageMs: silentMs };
  if (silentMs >= behindAfterMs || facts.disconnected) return { state: 'behind', dataAtMs, ageMs: silentMs };
  if (queuedMs >= queueBehindMs) return { state: 'behind', dataAtMs, ageMs: queuedMs };
  return { state: 'live', dataAtMs, ageMs: 0 };
}
