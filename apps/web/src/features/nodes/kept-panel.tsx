import type { NodeRecord } from '@gantry/model';
import { useRowsOf } from '../../live/hooks.ts';
import { formatResources } from '../../shared/format/quantity.ts';
import { Panel } from '../../shared/ui/panel.tsx';

/** What of the node is kept for roles, by whom; nothing where nothing is. */
export function KeptPanel({ node }: { node: NodeRecord }) {
  const reservations = useRowsOf('reservations', 'nodeId', node.id);
  if (reservations.length === 0) return null;
  return (
    <Panel title="Kept for roles" aside="used or not">
      <ul aria-label="Kept for roles" className="flex flex-col gap-2">
        {reservations
          .toSorted((a, b) => a.role.localeCompare(b.role))
          .map((one) => (
            <li key={one.id} className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium">{one.role}</span>
              <span className="ml-auto">{formatResources(one.resources)}</span>
              <span className="w-full text-dense text-ink-3">
                {one.isStatic === true
                  ? 'by its agent: only GANTRY_RESERVED there changes it'
                  : one.principal === ''
                    ? 'reserved by a framework or an operator'
                    : `reserved by ${one.principal}`}
              </span>
            </li>
          ))}
      </ul>
    </Panel>
  );
}
