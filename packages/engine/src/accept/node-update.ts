import { type CommandOf, parseNodeSettings } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { type Acceptance, accepted, alreadySo, findNode } from './answer.ts';

/** Labels, annotations and taints, each replaced whole; null leaves them as they are. */
export function updateNode(draft: Draft, command: CommandOf<'node.update'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const before = found.value;
  const { labels, annotations, taints } = command;
  const settings = parseNodeSettings({ labels, annotations, taints });
  if (!settings.ok) return settings;
  const after = draft.update('nodes', before, {
    labels: labels ?? before.labels,
    annotations: annotations ?? before.annotations,
    taints: taints ?? before.taints,
  });
  if (after === before) return alreadySo(before.name, `Node ${before.name} is so already.`);
  return accepted(before.name, `Node ${before.name} is updated.`);
}
