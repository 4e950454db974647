import { Link } from '@tanstack/react-router';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';
import { litText } from '../../shared/lit.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { type FunnelStage, matchFunnel } from './match-funnel.ts';

/** From all nodes to none, filter by filter; a filter that cost nodes opens the map with those lit. */
export function FunnelStrip({
  groups,
  nodes,
  taskId,
}: {
  groups: readonly { code: string; nodes: number }[];
  nodes: number;
  taskId: string;
}) {
  return (
    <ol aria-label="From all nodes to those that fit" className="flex flex-wrap items-stretch gap-1">
      <li className="flex flex-col rounded-control bg-raised px-2 py-1">
        <span className="font-semibold">{formatCount(nodes)}</span>
        <span className="text-label text-ink-3">seen</span>
      </li>
      {matchFunnel(groups, nodes).map((stage) => (
        <li key={stage.name} className="flex items-center gap-1">
          <span aria-hidden="true" className="text-ink-3">
            →
          </span>
          <Stage stage={stage} taskId={taskId} />
        </li>
      ))}
    </ol>
  );
}

function Stage({ stage: { name, left, lost, codes }, taskId }: { stage: FunnelStage; taskId: string }) {
  const words = (
    <>
      <span className="font-semibold">{formatCount(left)}</span>
      <span className="text-label">{name}</span>
    </>
  );
  const shape = 'flex flex-col rounded-control px-2 py-1';
  if (lost === 0) return <span className={classNames(shape, 'bg-raised text-ink-3')}>{words}</span>;
  return (
    <Link
      to="/map"
      search={{ lit: litText({ taskId, code: codes.join('+') }) }}
      data-tone="pending"
      title={`${formatPlural(lost, 'node')} less: shows them on the map`}
      aria-label={`${name}: ${formatCount(left)} left, ${formatPlural(lost, 'node')} less. Show them on the map.`}
      className={classNames(shape, 'bg-tone-tint text-tone-ink hover:outline hover:outline-tone')}
    >
      {words}
    </Link>
  );
}
