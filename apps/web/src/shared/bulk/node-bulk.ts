import type { NodeRecord } from '@gantry/model';
import type { BulkAct } from './bulk-bar.tsx';

/** What can be done to all of these nodes at once. */
export function nodeBulkActs(nodes: readonly NodeRecord[]): BulkAct[] {
  const isHeld = ({ cordoned, drain }: NodeRecord) => cordoned || drain !== null;
  const of = (action: 'cordon' | 'uncordon' | 'drain') => nodes.map(({ id }) => ({ action, node: id }));
  return [
    ...(nodes.some(isHeld) ? [] : [{ verb: 'Cordon', acts: of('cordon') }]),
    ...(nodes.every(isHeld) ? [{ verb: 'Uncordon', acts: of('uncordon') }] : []),
    ...(nodes.some(({ drain }) => drain !== null)
      ? []
      : [
          {
            verb: 'Drain',
            acts: of('drain'),
            about:
              nodes.length === 1
                ? 'What runs on it is started on other nodes first where a deployment allows it.'
                : 'What runs on them is started on other nodes first where a deployment allows it, none on another of these.',
          },
        ]),
  ];
}
