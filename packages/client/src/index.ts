export type * from '@gantry/api';
export { bySocket, type ConnectOptions, connect, defaultRetryDelayMs, type GantryClient } from './connect.ts';
export { behindAfterMs, type Connection, connectionOf, offlineAfterMs, queueBehindMs } from './connection.ts';
export { type EntityChange, EntityStore, ValueStore } from './entity-store.ts';
export type { LastSeen } from './last-seen.ts';
export type { PastMoment, PastReplica, PastSource } from './past-replica.ts';
export { createReplica, type Replica, type ReplicaOptions, type ScopeStatus } from './replica.ts';
export type { ChangesSource } from './scope-position.ts';
export type { TableStores } from './table-set.ts';
