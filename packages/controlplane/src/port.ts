import type { Holes, Ladder, LargerHole, NodeRefusal, Plan, Shape, View, WhyNot } from '@gantry/engine';
import type {
  Act,
  Actor,
  AgentRequest,
  Command,
  CommandId,
  CommandReply,
  Commit,
  DeploymentRecord,
  NodeId,
  Rejection,
  Result,
  SealedValue,
  SecretParts,
  Snapshot,
  TaskId,
  TaskRecord,
  TaskUsage,
} from '@gantry/model';
import type { OpenTerminal } from './open-terminals.ts';

/** A duplex stream to something on a node: logs, exec, attach, port-forward. */
export interface AgentStream {
  onData(
    listener: (channel: 'stdout' | 'stderr' | 'data', data: Uint8Array, atMs: number | null) => void,
  ): void;
  /** Resolves with the agent's first word: the error that it ended with before anything else came, null otherwise. */
  answered: Promise<string | null>;
  /** Resolves when the agent says it ended, or the connection to it was lost (then `error` says so). */
  ended: Promise<{ exitCode: number | null; error: string | null }>;
  /**
   * Holds output back at the agent. What is already on the way is kept, up to a bound; a stream that goes past it is
   * closed, and `ended` says so.
   */
  pause(paused: boolean): void;
  /** Closes the stream when the agent takes input so slowly that too much would wait. */
  write(data: Uint8Array): void;
  endInput(): void;
  resize(columns: number, rows: number): void;
  /** The reader goes. `ended` resolves without an error. */
  close(): void;
}

/** What an agent measured last: of its node, and of each of its tasks that runs. */
export interface NodeUsage {
  cpuMillisUsed: number;
  memoryBytesUsed: number;
  tasks: TaskUsage[];
}

/** Hears what a node's agent measured, as it comes in: every heartbeat, so every few seconds. */
export type UsageListener = (nodeId: NodeId, usage: NodeUsage) => void;

/** Hears what an executor, which is a task, says to its framework. */
export type ExecutorListener = (executor: TaskRecord, dataBase64: string) => void;

/** What doors (api, kubernetes, mesos) see of the control plane. */
export interface ControlPlane {
  /** The adopted, durable state. */
  readonly view: View;
  /** Resolves when durable; a rejection `forbidden` when it is not the actor's to ask for. The same `commandId` again gets the first answer. */
  submit(
    command: Command,
    actor: Actor,
    commandId?: CommandId,
    /** The name that a person typed to take it away where the namespace is guarded. */
    typed?: string | null,
  ): Promise<Result<CommandReply, Rejection>>;
  /** Why the command, with nothing typed, is not the actor's to give, before the engine is asked; null: it is. Nothing is done. */
  refusalOf(command: Command, actor: Actor): Rejection | null;
  /** A secret's values, sealed for its command. One that is so already keeps its sealing. What is sealed here never comes back. */
  sealSecret(parts: SecretParts): Result<Record<string, SealedValue>, Rejection>;
  /** Asks nodes whether what the command would bring back is still to be had, so that a plan knows; `submit` does so itself. */
  lookBefore(command: Command): Promise<void>;
  /** The same of everything that a deployment ran before; registries are asked about the newest only. */
  lookAtRevisions(deployment: DeploymentRecord): Promise<void>;
  plan(command: Act, actor: Actor): Result<Plan, Rejection>;
  /** Who is offered resources next, and why others are not. */
  ladder(): Ladder;
  /** What each node says to a task that waits, and what would help; null: it is not one that waits for the engine. */
  whyNot(task: TaskId): WhyNot | null;
  /** What a node says to what waits and that it does not take, the longest wait first. */
  refusedBy(node: NodeId): NodeRefusal[];
  /** The largest task of a shape that finds a place now. Worked out in turns: it holds nobody up. */
  holes(shape: Shape): Promise<Holes>;
  /** Which few moves would make the largest hole of a shape larger, in turns too; null: none would. Nothing is done. */
  largerHole(shape: Shape): Promise<LargerHole | null>;
  /**
   * Calls back with each durable commit after `afterRevision`, oldest first, without a gap, until unsubscribed.
   * Returns null when the ring no longer holds that revision: take a fresh look at the view and subscribe from there.
   */
  subscribe(afterRevision: number, onCommit: (commit: Commit) => void): (() => void) | null;
  /** Opens a stream to a task's node; a rejection when the node is not connected, or the task is not the actor's to touch. */
  openStream(request: AgentRequest, actor: Actor): Result<AgentStream, Rejection>;
  /** Who has a terminal open in which task, through any door. */
  terminals(): readonly OpenTerminal[];
  /** Brings a message of its framework's to an executor; lost where its node is not connected. Nobody hears whether it came. */
  tellExecutor(executor: TaskId, dataBase64: string): void;
  /** Calls back with what executors say to their frameworks, until unsubscribed. Nobody keeps what nobody hears. */
  hearExecutors(listener: ExecutorListener): () => void;
  /** The newest usage the agents reported; empty for those not connected. */
  usageOf(nodeId: NodeId): NodeUsage | null;
  /** Calls back with what agents measure, until unsubscribed. Only the newest is kept here. */
  hearUsage(listener: UsageListener): () => void;
  isConnected(nodeId: NodeId): boolean;
  now(): number;
  /** Durable commits after a revision, oldest first; throws `CompactedError` when they are gone. */
  historyAfter(afterRevision: number, limit: number): Promise<Commit[]>;
  /** The whole state as it was at `atMs`: a rejection `gone` when the retention does not reach back so far. */
  stateAt(atMs: number): Promise<Result<Snapshot, Rejection>>;
}
