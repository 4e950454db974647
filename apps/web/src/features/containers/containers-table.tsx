import type { TaskRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useClock } from '../../live/clock.ts';
import { useTaskCourse, useTaskUsage } from '../../live/usage.ts';
import { BulkBar } from '../../shared/bulk/bulk-bar.tsx';
import { formatPlural } from '../../shared/format/quantity.ts';
import { ContainerLink, DeploymentLink, JobLink, NodeLink } from '../../shared/links.tsx';
import { taskSentence, taskWords } from '../../shared/task-sentence.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { NameText } from '../../shared/ui/name-text.tsx';
import { chosenOf, useRowChoice } from '../../shared/ui/row-choice.ts';
import type { Grouping } from '../../shared/ui/row-groups.ts';
import { Ago } from '../../shared/ui/time.tsx';
import type { UsageKind } from '../../shared/usage/spark-line.ts';
import { UsageCell } from '../../shared/usage/usage-cell.tsx';
import { isLive } from '../../shared/verdict.ts';
import { containerBulkActs } from './container-bulk.ts';
import type { ContainerRow } from './container-row.ts';

const nameColumn = (belowOf: (row: ContainerRow) => string): Column<ContainerRow> => ({
  id: 'name',
  header: 'Container',
  width: 'minmax(10rem, 2.6fr)',
  sortBy: ({ task }) => task.name,
  cell: (row) => (
    <NameCell verdict={row.verdict} below={belowOf(row)}>
      <ContainerLink id={row.task.id}>
        <NameText name={row.task.name} />
      </ContainerLink>
    </NameCell>
  ),
});

const name = nameColumn(({ node }) => node);
/** Where all are of one node, it is not named below each of them. */
const nameAlone = nameColumn(() => '');

const usageColumns = ['cpu', 'memory'];

/** What it uses is measured while it runs. */
const isMeasured = ({ state }: TaskRecord): boolean => state === 'running' || state === 'stopping';

const columns: readonly Column<ContainerRow>[] = [
  name,
  statusColumn(({ verdict }) => verdict),
  {
    id: 'deployment',
    header: 'Of',
    width: 'minmax(6rem, 1.2fr)',
    from: 'lg',
    sortBy: ({ owner }) => owner,
    cell: ({ task, owner, framework: [runner], namespace }) =>
      owner === '' ? (
        // What a framework from outside runs is its own.
        <span className="block truncate text-ink-3">{runner ?? '—'}</span>
      ) : (
        <span className="block truncate" title={owner}>
          {task.jobId === null ? (
            <DeploymentLink namespace={namespace} name={owner} />
          ) : (
            <JobLink namespace={namespace} name={owner} />
          )}
        </span>
      ),
  },
  {
    id: 'revision',
    header: 'Rev.',
    width: '3rem',
    from: 'md',
    sortBy: ({ task }) => task.revision,
    cell: ({ task }) => (task.revision > 0 ? `r${task.revision}` : <span className="text-ink-3">—</span>),
  },
  {
    id: 'node',
    header: 'Node',
    width: 'minmax(6rem, 1fr)',
    from: 'md',
    sortBy: ({ node }) => node,
    cell: ({ task, node }) =>
      node === '' ? (
        // Of a large cluster the names of nodes come after the containers.
        <span className="text-ink-3">{task.nodeId === null && (isLive(task) ? 'none yet' : '—')}</span>
      ) : (
        <span className="block truncate" title={node}>
          <NodeLink name={node} />
        </span>
      ),
  },
  {
    id: 'reason',
    header: 'Why',
    width: 'minmax(7rem, 2.6fr)',
    from: 'lg',
    covers: ({ task }) => (isMeasured(task) ? [] : usageColumns),
    cell: ({ task }) => (
      <span className="block truncate text-ink-2" title={taskSentence(task)}>
        {taskWords(task)}
      </span>
    ),
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
    id: 'failures',
    header: 'Failures',
    width: '4.5rem',
    align: 'right',
    from: 'xl',
    sortBy: ({ task }) => task.failuresInARow,
    cell: ({ task }) =>
      task.failuresInARow > 0 ? task.failuresInARow : <span className="text-ink-3">0</span>,
  },
  {
    id: 'age',
    header: 'Age',
    width: '3.5rem',
    align: 'right',
    sortBy: ({ task }) => -task.createdAtMs,
    cell: ({ task }) => (
      <span className="text-ink-3">
        <Ago atMs={task.createdAtMs} />
      </span>
    ),
  },
];

function Used({ row: { task }, kind }: { row: ContainerRow; kind: UsageKind }) {
  const [source, usage] = [useTaskCourse(task.id), useTaskUsage(task.id)];
  return <UsageCell source={source} usage={usage} kind={kind} runs={isMeasured(task)} />;
}

const rowKey = ({ task }: ContainerRow) => task.id;

/** Where reasons take no room, what is used has some also in a narrower table; where that is left out, reasons have its. */
function columnsWithout(without: readonly string[]): readonly Column<ContainerRow>[] {
  const has = (id: string) => !without.includes(id);
  return columns
    .filter(({ id }) => has(id))
    .map((column) => {
      if (column === name && !has('node')) return nameAlone;
      if (usageColumns.includes(column.id) && !has('reason')) return { ...column, from: 'lg' };
      return column.id === 'reason' && !has('cpu') ? { ...column, width: 'minmax(7rem, 4.8fr)' } : column;
    });
}

/** `without`: columns that say the same in every row of the screen. */
export function ContainersTable({
  rows,
  sort,
  onSort,
  grouping,
  without = [],
}: {
  rows: readonly ContainerRow[];
  sort: string;
  onSort: (sort: string) => void;
  grouping?: Grouping<ContainerRow> | undefined;
  without?: readonly string[];
}) {
  const navigate = useNavigate();
  const choice = useRowChoice();
  // Of the past no measurements are kept.
  const isPast = useClock(({ atMs }) => atMs !== null);
  const hidden = [...without, ...(isPast ? usageColumns : [])].join(' ');
  const shown = useMemo(() => columnsWithout(hidden.split(' ')), [hidden]);
  const chosen = chosenOf(rows, choice, rowKey);
  return (
    <>
      <DataTable
        label="Containers"
        columns={shown}
        rows={rows}
        rowKey={rowKey}
        choice={choice}
        subjectOf={({ task }) => `container:${task.id}`}
        sort={sort}
        onSort={onSort}
        grouping={grouping}
        onOpen={({ task }) => void navigate({ to: '/containers/$id', params: { id: task.id } })}
      />
      <BulkBar
        what={formatPlural(chosen.length, 'container')}
        count={chosen.length}
        choices={containerBulkActs(chosen)}
        namespaces={chosen.map(({ namespace }) => namespace)}
        onClear={choice.clear}
      />
    </>
  );
}
