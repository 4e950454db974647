export { Agent, type AgentOptions } from './agent.ts';
export { type AgentLog, silentLog } from './agent-log.ts';
export type { Clock } from './clock.ts';
export { type ExecutorDoor, listenForExecutors } from './executor/executor-door.ts';
export { fileIdentity } from './file-identity.ts';
export { fileJournal } from './file-journal.ts';
export type { Identity, IdentityStore } from './identity.ts';
export type { Journal, JournalEntry } from './journal.ts';
export {
  machineAddress,
  machineAttributes,
  machineBindAddress,
  machineLabels,
  machineResources,
  readBootId,
  type Share,
} from './machine.ts';
export type { NodeFacts } from './node-description.ts';
export { tryPort } from './port-trial.ts';
export type { ProbeOutcome } from './probe-state.ts';
export { type Dialer, networkDialer } from './prober.ts';
export { systemClock } from './system-clock.ts';
export type { PortTrial } from './taken-ports.ts';
export type { Connection, ConnectionHandlers, Transport } from './transport.ts';
export { Refusal } from './trouble.ts';
export { folderVolumes, type Volumes } from './volumes.ts';
export { webSocketTransport } from './web-socket-transport.ts';
