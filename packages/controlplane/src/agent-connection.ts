import type { AgentMessage, ControlMessage } from '@gantry/model';

/**
 * One agent's way to the control plane, as the gateway sees it. A port: sockets in production, plain calls in a
 * simulator. Messages are complete and well-formed when they come through it.
 */
export interface AgentConnection {
  /** For the log: where it comes from. */
  readonly peer: string;
  /** Bytes that were sent and that the agent has not taken yet. */
  readonly backlogBytes: number;
  /** Queues a message; dropped when the connection is closed. */
  send(message: ControlMessage): void;
  /** Set once, at once. Messages come in order; none after `onClose`. */
  onMessage(listener: (message: AgentMessage) => void): void;
  /** Set once, at once. Called exactly once, whoever closes. */
  onClose(listener: (reason: string) => void): void;
  /** What was sent before still goes out. */
  close(reason: string): void;
}
