import type { JobRecord, TaskRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useNodeNames } from '../../live/hooks.ts';
import { ContainerLink, NodeLink } from '../../shared/links.tsx';
import { taskSentence, taskWords } from '../../shared/task-sentence.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameCell, statusColumn } from '../../shared/ui/name-cell.tsx';
import { Elapsed } from '../../shared/ui/time.tsx';
import { isLive, taskVerdict } from '../../shared/verdict.ts';
import { taskPlaces } from './task-places.ts';

interface Row {
  task: TaskRecord;
  place: string;
  node: string;
}

const orderOf = ({ jobPart, jobIndex, createdAtMs }: TaskRecord) =>
  `${String(jobPart).padStart(6, '0')} ${String(jobIndex).padStart(8, '0')} ${createdAtMs}`;

/** Exit codes as the runtime told them; empty while none is known. */
function exitsOf({ containers }: TaskRecord): string {
  const codes = containers.map(({ exitCode, signal }) => (exitCode === null ? signal : String(exitCode)));
  return codes.filter((code) => code !== null).join(', ');
}

const columns: readonly Column<Row>[] = [
  {
    id: 'place',
    header: 'Task',
    width: 'minmax(8rem, 1fr)',
    sortBy: ({ task }) => orderOf(task),
    cell: ({ task, place, node }) => (
      <NameCell verdict={taskVerdict(task)} below={node} title={task.name}>
        <ContainerLink id={task.id}>{place}</ContainerLink>
      </NameCell>
    ),
  },
  statusColumn(({ task }) => taskVerdict(task)),
  {
    id: 'exit',
    header: 'Exit',
    width: '4rem',
    from: 'md',
    sortBy: ({ task }) => exitsOf(task),
    cell: ({ task }) => exitsOf(task) || <span className="text-ink-3">—</span>,
  },
  {
    id: 'node',
    header: 'Node',
    width: 'minmax(5rem, 1fr)',
    from: 'md',
    sortBy: ({ node }) => node,
    cell: ({ task, node }) =>
      node === '' ? (
        // Of a large cluster the names of nodes come after the tasks.
        <span className="text-ink-3">{task.nodeId === null && (isLive(task) ? 'none yet' : '—')}</span>
      ) : (
        <NodeLink name={node} />
      ),
  },
  {
    id: 'why',
    header: 'Why',
    width: 'minmax(8rem, 3fr)',
    from: 'lg',
    cell: ({ task }) => (
      <span className="block truncate text-ink-2" title={taskSentence(task)}>
        {taskWords(task)}
      </span>
    ),
  },
  {
    id: 'took',
    // Of those that go on it is how long they have.
    header: 'Duration',
    width: '5rem',
    align: 'right',
    sortBy: ({ task }) => (task.finishedAtMs ?? 0) - (task.startedAtMs ?? 0),
    cell: ({ task }) =>
      task.startedAtMs === null ? (
        <span className="text-ink-3">—</span>
      ) : (
        <Elapsed fromMs={task.startedAtMs} toMs={task.finishedAtMs} />
      ),
  },
];

/** Every task of a job that is still known; its page has its logs. */
export function TasksTable({ job, tasks }: { job: JobRecord; tasks: readonly TaskRecord[] }) {
  const navigate = useNavigate();
  const nodes = useNodeNames();
  const [sort, setSort] = useState('place');
  const rows = useMemo(() => {
    const places = taskPlaces(job, tasks);
    return tasks.map((task) => ({
      task,
      place: places.get(task.id) ?? '',
      node: nodes.get(task.nodeId ?? '') ?? '',
    }));
  }, [job, tasks, nodes]);
  return (
    <DataTable
      label="Tasks"
      columns={columns}
      rows={rows}
      rowKey={({ task }) => task.id}
      subjectOf={({ task }) => `container:${task.id}`}
      sort={sort}
      onSort={setSort}
      onOpen={({ task }) => void navigate({ to: '/containers/$id', params: { id: task.id } })}
      empty={<p className="px-3 pb-3 text-ink-3">No task was made yet.</p>}
    />
  );
}
