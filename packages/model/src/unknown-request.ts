import { z } from 'zod';
import type { AgentMessage } from './agent-message.ts';

/** What every request has, of whatever version the control plane is that asks. */
const anyRequest = z.object({
  type: z.literal('request'),
  requestId: z.string(),
  request: z.object({ kind: z.string() }),
});

const longestKindCharacters = 60;

/**
 * The answer to a frame that is no `controlMessage`, but a request all the same: a newer control plane asks for what this
 * agent does not know, which is no reason to end the connection. null: it is no request.
 */
export function answerToUnknownRequest(frame: unknown): Extract<AgentMessage, { type: 'stream-end' }> | null {
  const asked = anyRequest.safeParse(frame);
  if (!asked.success) return null;
  const { requestId, request } = asked.data;
  const kind = request.kind.slice(0, longestKindCharacters);
  const error = `the agent of this node does not know such a request (${kind}): it is older than the control plane`;
  return { type: 'stream-end', requestId, exitCode: null, error };
}
