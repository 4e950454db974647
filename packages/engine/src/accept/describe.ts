import type { NodeDescription, NodeId, NodeRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { isSame } from '../same.ts';
import { aboutNode, record } from '../timeline.ts';
import { keepAsDescribed } from './static-reservations.ts';

/** What an agent says of its machine. The name stays the one it joined by, and labels that operators added stay. */
export function described(node: NodeRecord, { reserved: _, ...description }: NodeDescription): NodeRecord {
  const labels = { ...node.labels, ...description.labels };
  return { ...node, ...description, name: node.name, labels };
}

/** Resources, runtimes or attributes changed while it is connected. */
export function acceptDescription(draft: Draft, nodeId: NodeId, description: NodeDescription): void {
  const node = draft.state.get('nodes', nodeId);
  if (node === undefined) return;
  keepAsDescribed(draft, node, description);
  const next = described(node, description);
  if (isSame(node, next)) return;
  draft.put('nodes', next);
  record(draft, aboutNode(node), 'NodeChanged', changeMessage(node, next));
}

function changeMessage(before: NodeRecord, after: NodeRecord): string {
  const fields = (
    ['resources', 'ports', 'runtimes', 'labels', 'attributes', 'address', 'agentVersion'] as const
  ).filter((field) => !isSame(before[field], after[field]));
  return `Changed: ${fields.join(', ')}.`;
}
