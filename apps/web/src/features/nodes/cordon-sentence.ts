import type { NodeRecord } from '@gantry/model';
import { formatPlural } from '../../shared/format/quantity.ts';

type Taking = Pick<NodeRecord, 'id' | 'status' | 'cordoned' | 'drain'>;

/** What cordoning comes to: nothing is stopped by it, so it is about what runs on, and where new containers go. */
export function cordonSentence(
  { id }: Pick<NodeRecord, 'id'>,
  running: number,
  nodes: readonly Taking[],
): string {
  const others = nodes.filter(
    (node) => node.id !== id && node.status === 'ready' && !node.cordoned && node.drain === null,
  ).length;
  const here =
    running === 0
      ? 'Nothing runs here'
      : `Nothing stops: its ${formatPlural(running, 'container')} ${running === 1 ? 'goes' : 'go'} on serving`;
  const left =
    others === 0
      ? 'No node is left that takes new containers: what fails or is added waits.'
      : `New containers start on ${formatPlural(others, 'other node')}, where they fit.`;
  return `${here}, and nothing new starts here. ${left}`;
}
