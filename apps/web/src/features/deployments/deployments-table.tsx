import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useDeploymentCourse, useDeploymentUsage } from '../../live/usage.ts';
import { BulkBar } from '../../shared/bulk/bulk-bar.tsx';
import { DayOf } from '../../shared/day-ribbon/day-ribbon.tsx';
import { formatPlural } from '../../shared/format/quantity.ts';
import { shortReference } from '../../shared/image-name.ts';
import { DeploymentLink } from '../../shared/links.tsx';
import { ReadyBar } from '../../shared/ready-bar.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { chosenOf, useRowChoice } from '../../shared/ui/row-choice.ts';
import type { Grouping } from '../../shared/ui/row-groups.ts';
import { Ago } from '../../shared/ui/time.tsx';
import type { UsageKind } from '../../shared/usage/spark-line.ts';
import { UsageCell } from '../../shared/usage/usage-cell.tsx';
import { deploymentBulkActs } from './deployment-bulk.ts';
import type { DeploymentRow } from './deployment-row.ts';

const columns: readonly Column<DeploymentRow>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(8rem, 3fr)',
    sortBy: (row) => row.deployment.name,
    cell: ({ deployment, verdict, runs }) => (
      <NameCell verdict={verdict} below={shortReference(runs)}>
        <DeploymentLink namespace={deployment.namespace} name={deployment.name} />
      </NameCell>
    ),
  },
  statusColumn(({ verdict }) => verdict),
  {
    id: 'ready',
    header: 'Ready',
    // A bar in a wide table only: elsewhere the name needs the room.
    width: 'minmax(3.5rem, clamp(min(4.75rem, 13cqw), 9.4cqw, 8rem))',
    sortBy: ({ deployment }) => deployment.status.readyReplicas / Math.max(1, deployment.spec.replicas),
    cell: ({ deployment, verdict }) => (
      <ReadyBar
        ready={deployment.status.readyReplicas}
        desired={deployment.spec.replicas}
        tone={verdict.tone}
      />
    ),
  },
  {
    id: 'day',
    header: 'Last day',
    width: '6rem',
    from: 'lg',
    cell: ({ deployment }) => <DayOf deploymentId={deployment.id} />,
  },
  {
    id: 'revision',
    header: 'Revision',
    width: '3.25rem',
    from: 'md',
    sortBy: ({ deployment }) => deployment.revision,
    cell: ({ deployment }) => `r${deployment.revision}`,
  },
  {
    id: 'image',
    header: 'Runs',
    // As much as the shortest end of a path takes.
    width: 'minmax(4.5rem, 1.5fr)',
    from: 'md',
    sortBy: (row) => row.runs,
    cell: ({ runs }) => (
      <span className="block truncate font-mono text-dense" title={runs}>
        {shortReference(runs)}
      </span>
    ),
  },
  {
    id: 'namespace',
    header: 'Namespace',
    width: 'minmax(4.5rem, 1fr)',
    from: 'lg',
    sortBy: ({ deployment }) => deployment.namespace,
    cell: ({ deployment }) => <span className="text-ink-2">{deployment.namespace}</span>,
  },
  {
    id: 'runtime',
    header: 'Runtime',
    width: '4rem',
    from: 'lg',
    sortBy: (row) => row.runtime,
    cell: ({ runtime }) => <span className="text-ink-2">{runtime}</span>,
  },
  {
    id: 'cpu',
    header: 'CPU used',
    width: 'minmax(7.75rem, 1fr)',
    from: 'xl',
    cell: (row) => <Used row={row} kind="cpuMillis" />,
  },
  {
    id: 'memory',
    header: 'Memory used',
    width: 'minmax(11rem, 1.2fr)',
    from: 'xl',
    cell: (row) => <Used row={row} kind="memoryBytes" />,
  },
  {
    id: 'changed',
    header: 'Changed',
    width: 'minmax(4.75rem, 1fr)',
    align: 'right',
    sortBy: ({ deployment }) => -deployment.updatedAtMs,
    cell: ({ deployment, by }) => (
      <span className="flex items-baseline justify-end gap-1.5 text-ink-3">
        {by !== '' && (
          <span
            className="min-w-0 truncate text-dense @max-table-lg:hidden"
            title={`r${deployment.revision} by ${by}`}
          >
            {by}
          </span>
        )}
        <span className="shrink-0">
          <Ago atMs={deployment.updatedAtMs} />
        </span>
      </span>
    ),
  },
];

function Used({ row: { deployment }, kind }: { row: DeploymentRow; kind: UsageKind }) {
  const { id, spec } = deployment;
  const [source, usage] = [useDeploymentCourse(id), useDeploymentUsage(id)];
  return <UsageCell source={source} usage={usage} kind={kind} runs={spec.replicas > 0} />;
}

const rowKey = (row: DeploymentRow) => row.deployment.id;

export function DeploymentsTable({
  rows,
  sort,
  onSort,
  grouping,
  empty,
}: {
  rows: readonly DeploymentRow[];
  sort: string;
  onSort: (sort: string) => void;
  grouping?: Grouping<DeploymentRow> | undefined;
  empty: ReactNode;
}) {
  const navigate = useNavigate();
  const choice = useRowChoice();
  const chosen = chosenOf(rows, choice, rowKey);
  return (
    <>
      <DataTable
        label="Deployments"
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        choice={choice}
        subjectOf={({ deployment: { namespace, name } }) => `deployment:${namespace}/${name}`}
        sort={sort}
        onSort={onSort}
        grouping={grouping}
        onOpen={({ deployment: { namespace, name } }) =>
          void navigate({ to: '/deployments/$namespace/$name', params: { namespace, name } })
        }
        empty={empty}
      />
      <BulkBar
        what={formatPlural(chosen.length, 'deployment')}
        count={chosen.length}
        choices={deploymentBulkActs(chosen)}
        namespaces={chosen.map(({ deployment }) => deployment.namespace)}
        onClear={choice.clear}
      />
    </>
  );
}
