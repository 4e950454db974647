import type { JobRecord, NodeRecord, ReservationRecord } from '@gantry/model';
import { useRows, useRowsOf } from '../../live/hooks.ts';
import { formatResources } from '../../shared/format/quantity.ts';
import { Panel } from '../../shared/ui/panel.tsx';

/** What of the node is kept for roles, and for a gang that waits for more; nothing where nothing is. */
export function KeptPanel({ node }: { node: NodeRecord }) {
  const reservations = useRowsOf('reservations', 'nodeId', node.id);
  const jobs = useRows('jobs');
  if (reservations.length === 0) return null;
  return (
    <Panel title="Kept for" aside="used or not">
      <ul aria-label="Kept for" className="flex flex-col gap-2">
        {reservations
          .toSorted((a, b) => a.id.localeCompare(b.id))
          .map((one) => (
            <li key={one.id} className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium">{whose(one, jobs)}</span>
              <span className="ml-auto">{formatResources(one.resources)}</span>
              <span className="w-full text-dense text-ink-3">{byWhom(one)}</span>
            </li>
          ))}
      </ul>
    </Panel>
  );
}

function whose({ role, jobId }: ReservationRecord, jobs: readonly JobRecord[]): string {
  const job = jobs.find(({ id }) => id === jobId);
  return job === undefined ? `role ${role}` : `job ${job.name}`;
}

function byWhom({ jobId, isStatic, principal }: ReservationRecord): string {
  if (jobId !== undefined) return 'until all of its ranks start, or its time to gather is over';
  if (isStatic === true) return 'by its agent: only GANTRY_RESERVED there changes it';
  return principal === '' ? 'by a framework or an operator' : `by ${principal}`;
}
