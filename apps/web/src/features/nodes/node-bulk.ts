import type { BulkAct } from '../../shared/bulk/bulk-bar.tsx';
import type { NodeRow } from './node-row.ts';

/** What can be done to all of these nodes at once. */
export function nodeBulkActs(rows: readonly NodeRow[]): BulkAct[] {
  const nodes = rows.map(({ node }) => node);
  const isHeld = ({ cordoned, drain }: NodeRow['node']) => cordoned || drain !== null;
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
              'What runs on them is started on other nodes first where a deployment allows it, none on another of these.',
          },
        ]),
  ];
}
