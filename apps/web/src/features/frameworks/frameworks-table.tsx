import type { FrameworkRecord } from '@gantry/model';
import type { FieldReaders } from '@gantry/model/filter-line';
import { Link, useNavigate } from '@tanstack/react-router';
import { formatCount, formatPercent } from '../../shared/format/quantity.ts';
import type { Verdict } from '../../shared/tone.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Meter } from '../../shared/ui/meter.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { frameworkOrigin } from './framework-origin.ts';

export interface FrameworkRow {
  framework: FrameworkRecord;
  /** Tasks of it that hold resources now; null while they are not known. */
  tasks: number | null;
}

export function frameworkVerdict(framework: FrameworkRecord): Verdict {
  if (framework.completedAtMs !== null) return { tone: 'stopped', label: 'Gone' };
  if (!framework.connected) return { tone: 'unknown', label: 'Disconnected' };
  if (!framework.active) return { tone: 'pending', label: 'Inactive' };
  const quiet =
    framework.suppressedRoles.length > 0 && framework.suppressedRoles.length >= framework.roles.length;
  return quiet ? { tone: 'stopped', label: 'Wants nothing' } : { tone: 'running', label: 'Active' };
}

export const frameworkFields: FieldReaders<FrameworkRow> = {
  name: ({ framework }) => framework.name,
  kind: ({ framework }) => framework.kind,
  role: ({ framework }) => framework.roles,
  status: ({ framework }) => {
    const { tone, label } = frameworkVerdict(framework);
    return [tone, label];
  },
};

export const frameworkText = ({ framework }: FrameworkRow): string =>
  `${framework.name} ${framework.kind} ${framework.principal} ${framework.hostname}`;

const columns: readonly Column<FrameworkRow>[] = [
  {
    id: 'name',
    header: 'Framework',
    width: 'minmax(8rem, 1.5fr)',
    sortBy: ({ framework }) => framework.name,
    cell: ({ framework }) => (
      <div className="min-w-0">
        <div className="truncate font-medium">
          <Link
            to="/frameworks/$id"
            params={{ id: framework.id }}
            className="rounded-control underline-offset-2 hover:text-accent hover:underline"
          >
            {framework.name}
          </Link>
        </div>
        <div className="truncate text-dense text-ink-3">{frameworkOrigin(framework)}</div>
      </div>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: 'minmax(7rem, 1fr)',
    cell: ({ framework }) => <StateLabel verdict={frameworkVerdict(framework)} />,
  },
  {
    id: 'roles',
    header: 'Roles',
    width: 'minmax(5rem, 1fr)',
    from: 'md',
    cell: ({ framework }) => <span className="block truncate">{framework.roles.join(', ')}</span>,
  },
  {
    id: 'tasks',
    header: 'Tasks',
    width: '4rem',
    align: 'right',
    sortBy: ({ tasks }) => tasks ?? 0,
    cell: ({ tasks }) => (tasks === null ? '—' : formatCount(tasks)),
  },
  {
    id: 'funnel',
    header: 'Offers taken · declined · taken back',
    width: 'minmax(12rem, 2fr)',
    from: 'lg',
    cell: ({ framework }) => <Outcomes framework={framework} />,
  },
  {
    id: 'since',
    header: 'Since',
    width: '4rem',
    align: 'right',
    from: 'md',
    sortBy: ({ framework }) => -framework.registeredAtMs,
    cell: ({ framework }) => (
      <span className="text-ink-3">
        <Ago atMs={framework.registeredAtMs} />
      </span>
    ),
  },
];

function Outcomes({ framework }: { framework: FrameworkRecord }) {
  const { offersMade, offersAccepted, offersDeclined, offersRescinded } = framework;
  const answered = offersAccepted + offersDeclined;
  return (
    <div className="flex items-center gap-3">
      <Meter
        className="flex-1"
        total={Math.max(1, offersMade)}
        label={`${offersMade} offers: ${offersAccepted} taken, ${offersDeclined} declined, ${offersRescinded} taken back`}
        parts={[
          { amount: offersAccepted, className: 'bg-(--running)', label: `${offersAccepted} taken` },
          { amount: offersDeclined, className: 'bg-(--stopped)', label: `${offersDeclined} declined` },
          { amount: offersRescinded, className: 'bg-(--draining)', label: `${offersRescinded} taken back` },
        ]}
      />
      <span className="w-24 text-right text-dense text-ink-2">
        {answered > 0
          ? `${formatPercent(offersAccepted / answered)} of ${formatCount(offersMade)}`
          : `${formatCount(offersMade)} made`}
      </span>
    </div>
  );
}

export function FrameworksTable({
  rows,
  sort,
  onSort,
}: {
  rows: readonly FrameworkRow[];
  sort: string;
  onSort: (sort: string) => void;
}) {
  const navigate = useNavigate();
  return (
    <DataTable
      label="Frameworks"
      columns={columns}
      rows={rows}
      rowKey={({ framework }) => framework.id}
      sort={sort}
      onSort={onSort}
      onOpen={({ framework }) => void navigate({ to: '/frameworks/$id', params: { id: framework.id } })}
    />
  );
}
