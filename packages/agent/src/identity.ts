import type { NodeId } from '@gantry/model';

/** Who this node is to the control plane: given once, in exchange for the join token. */
export interface Identity {
  nodeId: NodeId;
  /** Secret. Never logged. */
  key: string;
}

/** Where the identity is kept. */
export interface IdentityStore {
  load(): Promise<Identity | null>;
  /** Resolves when it is durable. */
  save(identity: Identity): Promise<void>;
}
