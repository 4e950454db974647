import type { FrameworkRecord } from '@gantry/model';
import { type FieldReaders, share } from '@gantry/model/filter-line';
import { useNavigate } from '@tanstack/react-router';
import { formatCount, formatPercent } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { ShareBar } from '../../shared/ladder/share-bar.tsx';
import { FrameworkLink } from '../../shared/links.tsx';
import { roleName } from '../../shared/role-name.ts';
import type { Verdict } from '../../shared/tone.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Meter } from '../../shared/ui/meter.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago, Elapsed, useNow } from '../../shared/ui/time.tsx';
import { frameworkOrigin } from './framework-origin.ts';
import type { Standing } from './standing.ts';

export interface FrameworkRow {
  framework: FrameworkRecord;
  /** Tasks of it that hold resources now; null while they are not known. */
  tasks: number | null;
  /** null: it is not told, as of the past. */
  standing: Standing | null;
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
  principal: ({ framework }) => framework.principal,
  share: share(({ standing }) => standing?.shares.dominant.ratio ?? 0),
  held: ({ standing }) => standing?.holds.offers ?? 0,
  status: ({ framework }) => {
    const { tone, label } = frameworkVerdict(framework);
    return [tone, label];
  },
};

export function frameworkText({ framework }: FrameworkRow): string {
  return `${framework.name} ${framework.kind} ${framework.principal} ${framework.hostname}`;
}

const columns: readonly Column<FrameworkRow>[] = [
  {
    id: 'name',
    header: 'Framework',
    width: 'minmax(8rem, 1.5fr)',
    sortBy: ({ framework }) => framework.name,
    cell: ({ framework }) => (
      <div className="min-w-0">
        <div className="truncate font-medium">
          <FrameworkLink id={framework.id} name={framework.name} />
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
    cell: ({ framework }) => {
      const roles = framework.roles.map(roleName).join(', ');
      return (
        <span className="block truncate" title={roles}>
          {roles}
        </span>
      );
    },
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
    id: 'share',
    header: 'Share',
    width: 'minmax(10rem, 1.5fr)',
    from: 'md',
    sortBy: ({ standing }) => standing?.shares.dominant.ratio ?? 0,
    cell: ({ standing }) => standing !== null && <ShareBar shares={standing.shares} />,
  },
  {
    id: 'held',
    header: 'Holds offers',
    width: '7rem',
    from: 'md',
    sortBy: ({ standing }) => standing?.holds.offers ?? 0,
    cell: ({ standing }) => standing !== null && <Held holds={standing.holds} />,
  },
  {
    id: 'filter',
    header: 'Own filter',
    width: '6rem',
    from: 'lg',
    sortBy: ({ standing }) => standing?.refusedUntilAtMs ?? 0,
    cell: ({ standing }) => standing !== null && <FilterLeft untilAtMs={standing.refusedUntilAtMs} />,
  },
  {
    id: 'funnel',
    header: 'Offers taken · declined · taken back',
    width: 'minmax(12rem, 2fr)',
    from: 'lg',
    cell: ({ framework }) => <Outcomes framework={framework} />,
  },
  {
    id: 'principal',
    header: 'Principal',
    width: 'minmax(5rem, 1fr)',
    from: 'xl',
    sortBy: ({ framework }) => framework.principal,
    cell: ({ framework }) => (
      <span className="block truncate text-ink-2" title={framework.principal}>
        {framework.principal || '—'}
      </span>
    ),
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

/** How many, and for how long the first of them. */
function Held({ holds: { offers, sinceMs } }: { holds: Standing['holds'] }) {
  if (sinceMs === null) return <span className="text-ink-3">none</span>;
  return (
    <span className="whitespace-nowrap">
      {formatCount(offers)} · <Elapsed fromMs={sinceMs} />
    </span>
  );
}

/** How long what it refused is kept from it. */
function FilterLeft({ untilAtMs }: { untilAtMs: number | null }) {
  const now = useNow();
  if (untilAtMs === null || untilAtMs <= now) return <span className="text-ink-3">none</span>;
  return (
    <span data-tone="pending" className="whitespace-nowrap text-tone-ink">
      {formatDuration(untilAtMs - now)} more
    </span>
  );
}

/** Columns that only the allocator can fill. */
const told: readonly string[] = ['share', 'held', 'filter'];
const columnsOfPast = columns.filter(({ id }) => !told.includes(id));

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
  isPast,
  sort,
  onSort,
}: {
  rows: readonly FrameworkRow[];
  isPast: boolean;
  sort: string;
  onSort: (sort: string) => void;
}) {
  const navigate = useNavigate();
  return (
    <DataTable
      label="Frameworks"
      columns={isPast ? columnsOfPast : columns}
      rows={rows}
      rowKey={({ framework }) => framework.id}
      sort={sort}
      onSort={onSort}
      onOpen={({ framework }) => void navigate({ to: '/frameworks/$id', params: { id: framework.id } })}
    />
  );
}
