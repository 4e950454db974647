export type { AgentConnection } from './agent-connection.ts';
export type { NodeUsage } from './agent-session.ts';
export { type Clock, systemClock } from './clock.ts';
export { type ControlPlaneHost, type ControlPlaneOptions, createControlPlane } from './control-plane.ts';
export type * from './door.ts';
export { type Log, silentLog } from './log.ts';
export { createMemoryNodeKeys, type NodeKeys, openNodeKeys, sameSecret } from './node-keys.ts';
export * from './port.ts';
export { defaultRetention, type Retention } from './retention.ts';
