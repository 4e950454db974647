import type { NodeId, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutNode, record } from '../timeline.ts';

/**
 * The agent was heard of. A node that was given up and is heard of over the same connection after all is ready again,
 * and so are its tasks as far as its agent last said.
 */
export function acceptHeartbeat(draft: Draft, { nodeId, atMs }: { nodeId: NodeId; atMs: number }): void {
  const node = draft.state.get('nodes', nodeId);
  if (node === undefined) return;
  draft.leases.hear(nodeId, atMs);
  if (node.status !== 'unreachable' || draft.leases.endsAtMs(nodeId) <= draft.nowMs) return;
  draft.put('nodes', { ...node, status: 'ready', statusReason: '', statusChangedAtMs: draft.nowMs });
  record(draft, aboutNode(node), 'NodeReady', 'Heard of again.');
  for (const task of draft.state.tasksOfNode(nodeId)) {
    if (isSaidToBeReady(task)) draft.update('tasks', task, { ready: true, readyAtMs: draft.nowMs });
  }
}

function isSaidToBeReady({ state, ready, containers }: TaskRecord): boolean {
  return (
    !ready && state === 'running' && containers.length > 0 && containers.every((container) => container.ready)
  );
}
