import { useNavigate } from '@tanstack/react-router';
import { JobLink } from '../../shared/links.tsx';
import { ReadyBar } from '../../shared/ready-bar.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { Ago, Elapsed } from '../../shared/ui/time.tsx';
import type { JobRow } from './job-row.ts';
import { wantedTasks } from './wanted-tasks.ts';

const columns: readonly Column<JobRow>[] = [
  {
    id: 'name',
    header: 'Job',
    width: 'minmax(10rem, 1.6fr)',
    sortBy: ({ job }) => job.name,
    cell: ({ job, verdict, plan }) => (
      <NameCell verdict={verdict} below={plan}>
        <JobLink namespace={job.namespace} name={job.name} />
      </NameCell>
    ),
  },
  statusColumn(({ verdict }) => verdict),
  {
    id: 'done',
    header: 'Done',
    // A bar in a wide table only: elsewhere the name needs the room.
    width: 'minmax(3.5rem, clamp(4.75rem, 9.4cqw, 7.5rem))',
    sortBy: ({ job }) => job.succeeded / Math.max(1, wantedTasks(job) ?? 1),
    cell: ({ job, verdict }) => <Done job={job} tone={verdict.tone} />,
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '4rem',
    from: 'md',
    sortBy: ({ job }) => job.spec.plan.kind,
    cell: ({ job }) => job.spec.plan.kind,
  },
  {
    id: 'plan',
    header: 'Runs',
    width: 'minmax(8rem, 1.4fr)',
    from: 'lg',
    cell: ({ plan }) => (
      <span className="block truncate" title={plan}>
        {plan}
      </span>
    ),
  },
  {
    id: 'message',
    header: 'Why',
    width: 'minmax(10rem, 2.4fr)',
    from: 'lg',
    cell: ({ job }) => (
      <span className="block truncate text-ink-2" title={job.message}>
        {job.message}
      </span>
    ),
  },
  {
    id: 'took',
    // Of those that go on it is how long they have.
    header: 'Duration',
    width: '5rem',
    align: 'right',
    from: 'md',
    cell: ({ job }) =>
      job.startedAtMs === null ? (
        <span className="text-ink-3">—</span>
      ) : (
        <Elapsed fromMs={job.startedAtMs} toMs={job.finishedAtMs} />
      ),
  },
  {
    id: 'age',
    header: 'Age',
    width: '3.5rem',
    align: 'right',
    sortBy: ({ job }) => -job.createdAtMs,
    cell: ({ job }) => (
      <span className="text-ink-3">
        <Ago atMs={job.createdAtMs} />
      </span>
    ),
  },
];

function Done({ job, tone }: { job: JobRow['job']; tone: string }) {
  const wanted = wantedTasks(job);
  if (wanted !== null) return <ReadyBar ready={job.succeeded} desired={wanted} tone={tone} />;
  return (
    <span>
      {job.succeeded}
      {job.failed > 0 && (
        <span data-tone="failed" className="text-tone-ink">
          {' '}
          · {job.failed} failed
        </span>
      )}
    </span>
  );
}

/** `without`: columns that say the same in every row of the screen. */
export function JobsTable({
  label,
  rows,
  sort,
  onSort,
  without = [],
}: {
  label: string;
  rows: readonly JobRow[];
  sort: string;
  onSort: (sort: string) => void;
  without?: readonly string[];
}) {
  const navigate = useNavigate();
  return (
    <DataTable
      label={label}
      columns={without.length > 0 ? columns.filter(({ id }) => !without.includes(id)) : columns}
      rows={rows}
      rowKey={({ job }) => job.id}
      sort={sort}
      onSort={onSort}
      onOpen={({ job: { namespace, name } }) =>
        void navigate({ to: '/jobs/$namespace/$name', params: { namespace, name } })
      }
    />
  );
}
