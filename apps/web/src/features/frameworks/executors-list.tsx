import type { TaskRecord } from '@gantry/model';
import { useNodeNames, useTemplate } from '../../live/hooks.ts';
import { formatBytes, formatCpu, formatPlural } from '../../shared/format/quantity.ts';
import { ContainerLink, NodeLink } from '../../shared/links.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { isLive, taskVerdict } from '../../shared/verdict.ts';

/** Of those that have ended, the last few: their ends explain those of tasks. */
const mostEnded = 3;

/** The executors of a framework that are shown: all that live, then those that ended last. */
export function shownExecutors(tasks: readonly TaskRecord[]): TaskRecord[] {
  const executors = tasks.filter(({ executor }) => executor !== undefined);
  const ended = executors.filter((task) => !isLive(task)).sort((a, b) => endOf(b) - endOf(a));
  return [...executors.filter(isLive), ...ended.slice(0, mostEnded)];
}

const endOf = ({ finishedAtMs, createdAtMs }: TaskRecord) => finishedAtMs ?? createdAtMs;

/** The programs of a framework's own that carry its tasks: where each is, since when, and what it carries. */
export function ExecutorsList({
  executors,
  tasks,
}: {
  executors: readonly TaskRecord[];
  /** All of the framework's. */
  tasks: readonly TaskRecord[];
}) {
  return (
    <ul className="divide-y divide-line border-line border-t">
      {executors.map((executor) => (
        <Executor
          key={executor.id}
          executor={executor}
          carried={tasks.filter(({ carrier }) => carrier === executor.id)}
        />
      ))}
    </ul>
  );
}

function Executor({ executor, carried }: { executor: TaskRecord; carried: readonly TaskRecord[] }) {
  const nodes = useNodeNames();
  const node = nodes.get(executor.nodeId ?? '');
  const live = carried.filter(isLive);
  return (
    <li className="flex flex-col gap-0.5 px-3 py-2">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span className="min-w-0 truncate font-medium">
          <ContainerLink id={executor.id}>{executor.executor}</ContainerLink>
        </span>
        <StateLabel verdict={taskVerdict(executor)} />
        <span className="text-dense text-ink-2">
          {node !== undefined && (
            <>
              on <NodeLink name={node} />,{' '}
            </>
          )}
          since <Ago atMs={executor.createdAtMs} />
          <Takes hash={executor.templateHash} />
        </span>
      </div>
      {executor.message !== '' && <p className="text-dense text-ink-2 break-words">{executor.message}</p>}
      <p className="text-dense text-ink-2">
        {live.length === 0
          ? `carries nothing now${carried.length > 0 ? `, of ${formatPlural(carried.length, 'task')} that it had` : ''}`
          : `carries ${formatPlural(live.length, 'task')}`}
      </p>
    </li>
  );
}

/** Its own, beside what its tasks take. */
function Takes({ hash }: { hash: string }) {
  const [program] = useTemplate(hash)?.containers ?? [];
  if (program === undefined) return null;
  const { cpuMillis, memoryBytes } = program.requests;
  return (
    <>
      , takes {formatCpu(cpuMillis)} · {formatBytes(memoryBytes)} itself
    </>
  );
}
