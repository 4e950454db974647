import type { View } from '@gantry/engine';
import { type AgentMessage, err, type NodeId, ok, type Result } from '@gantry/model';
import type { NodeKeys } from './node-keys.ts';

export type Hello = Extract<AgentMessage, { type: 'hello' }>;

/** Why an agent is not let in, or not any more: a stable code, and a sentence for the node's operator. */
export interface Refusal {
  code: string;
  message: string;
}

const removeIdentity = "Remove the agent's identity on the node to let it join as a new one.";

export const refusals = {
  malformed: { code: 'malformed', message: 'The first message, and only that, must be a hello.' },
  unreadable: {
    code: 'malformed',
    message: 'A message was not understood. Use an agent of the same version as the control plane.',
  },
  late: { code: 'malformed', message: 'No hello came in time.' },
  crowded: { code: 'overloaded', message: 'Too many agents are connecting at once. Try again.' },
  unavailable: {
    code: 'unavailable',
    message: 'The control plane cannot take this node in just now. Try again.',
  },
  joinToken: { code: 'unauthenticated', message: "The join token is wrong. Take the cluster's present one." },
  joinAgain: {
    code: 'unauthenticated',
    message: `This node has joined before and must show its own key. ${removeIdentity}`,
  },
  key: { code: 'unauthenticated', message: `The node's key is not known here. ${removeIdentity}` },
  removed: { code: 'removed', message: `This node was removed from the cluster. ${removeIdentity}` },
  superseded: {
    code: 'superseded',
    message:
      'Another agent connected with the identity of this node. Each node needs an identity of its own.',
  },
} as const satisfies Record<string, Refusal>;

/** Who says hello: the node's id, or null for one that may join. */
export function identify(
  { nodeId, credential }: Hello,
  known: { view: View; keys: NodeKeys; isJoinToken(token: string): boolean },
): Result<NodeId | null, Refusal> {
  if (credential.kind === 'join') {
    if (nodeId !== null) return err(refusals.joinAgain);
    return known.isJoinToken(credential.token) ? ok(null) : err(refusals.joinToken);
  }
  if (nodeId === null || !known.keys.matches(nodeId, credential.key)) return err(refusals.key);
  return known.view.get('nodes', nodeId) === undefined ? err(refusals.removed) : ok(nodeId);
}
