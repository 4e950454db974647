import type { NodeRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { ContainerLink } from '../../shared/links.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Ago } from '../../shared/ui/time.tsx';

const freshMs = 5_000;

/** What waits and that this node does not take, with what stands in the way here; nothing where nothing is refused. */
export function RefusalsPanel({ node }: { node: NodeRecord }) {
  // The filters are asked as things are, not as they were.
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { data } = useQuery({
    queryKey: ['refusals', node.id],
    queryFn: () => api.nodes.refusals.query({ node: node.id }),
    refetchInterval: freshMs,
    enabled: !isPast,
  });
  if (isPast || data === undefined || data.total === 0) return null;
  return (
    <Panel title="Refuses" aside="what waits, and why not here">
      <ul aria-label="Refuses" className="flex flex-col">
        {data.items.map(({ taskId, task, tasks, sinceMs, message }) => (
          <li
            key={taskId}
            data-tone="pending"
            className="border-t border-line py-1.5 first:border-t-0 first:pt-0"
          >
            <div className="flex items-baseline gap-2">
              <span className="min-w-0 truncate font-medium" title={task}>
                <ContainerLink id={taskId}>{task}</ContainerLink>
              </span>
              {tasks > 1 && (
                <span className="shrink-0 text-dense text-ink-3">and {formatPlural(tasks - 1, 'other')}</span>
              )}
              <span className="ml-auto shrink-0 text-dense text-ink-3">
                <Ago atMs={sinceMs} />
              </span>
            </div>
            <p className="text-dense wrap-anywhere text-ink-2">{message}</p>
          </li>
        ))}
      </ul>
      {data.total > data.items.length && (
        <p className="pt-1 text-dense text-ink-3">
          and {data.total - data.items.length} more,{' '}
          <Link
            to="/containers"
            search={{ q: 'status:pending' }}
            className="underline-offset-2 hover:text-accent hover:underline"
          >
            all that waits
          </Link>
        </p>
      )}
    </Panel>
  );
}
