import type { TaskRecord } from '@gantry/model';
import { useWhy } from '../../live/why.ts';
import { formatCount } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { FixList } from './fix-list.tsx';
import { FunnelStrip } from './funnel-strip.tsx';
import { NearestFit } from './nearest-fit.tsx';
import { ShowOnMap } from './show-on-map.tsx';
import { type WhyRow, whyRows } from './why-rows.ts';

/** Why no node takes a container: the nodes by reason, which one comes nearest, and what would help. */
export function WhyPanel({ task, nodes }: { task: TaskRecord; nodes: number }) {
  const why = useWhy(task.id, { waits: task.unplaced !== null && task.nodeId === null });
  if (task.unplaced === null) return null;
  const { message, reasons } = task.unplaced;
  // Of a large cluster the nodes may come later than what they said.
  const total = why?.nodes ?? Math.max(nodes, ...reasons.map((reason) => reason.nodes));
  return (
    <Panel title="Why it waits">
      <div className="@container flex flex-col gap-4">
        <p className="wrap-anywhere">{message}</p>
        {why !== undefined && why.groups.length > 0 && (
          <FunnelStrip groups={why.groups} nodes={why.nodes} taskId={task.id} />
        )}
        <ul className="flex flex-col gap-1">
          {whyRows(reasons, why).map((row) => (
            <li key={row.code} data-tone="pending">
              <Reason row={row} total={total} taskId={task.id} />
            </li>
          ))}
        </ul>
        {why !== undefined && why.fits > 0 && (
          <p className="text-ink-2">
            {why.fits === 1 ? 'One node has' : `${formatCount(why.fits)} nodes have`} room for it: it waits
            for its turn or its quota.
          </p>
        )}
        {why?.nearest && <NearestFit nearest={why.nearest} wants={why.wants} taskId={task.id} />}
        {why !== undefined && why.fixes.length > 0 && <FixList fixes={why.fixes} task={task} />}
      </div>
    </Panel>
  );
}

/** Unfolds once the nodes are known by name. */
function Reason({ row, total, taskId }: { row: WhyRow; total: number; taskId: string }) {
  if (row.verdicts.length === 0) return <Count row={row} total={total} />;
  return (
    <details>
      <summary className="cursor-pointer rounded-control py-0.5 hover:bg-raised">
        <span className="inline-block w-[calc(100%-1.25rem)] pl-1 align-top">
          <Count row={row} total={total} />
        </span>
      </summary>
      <div className="mt-1 mb-2 ml-1.5 border-l border-line pl-3.5">
        <ul className="flex max-h-60 flex-col gap-0.5 overflow-y-auto text-dense">
          {row.verdicts.map(({ nodeId, node, message }) => (
            <li key={nodeId} className="wrap-anywhere text-ink-2">
              <span className="font-medium text-ink">
                <NodeLink name={node} />
              </span>{' '}
              {message}
            </li>
          ))}
        </ul>
        <p className="mt-1 flex flex-wrap gap-x-3 text-dense text-ink-3">
          {row.nodes > row.verdicts.length && (
            <span>and {formatCount(row.nodes - row.verdicts.length)} more</span>
          )}
          <ShowOnMap taskId={taskId} code={row.code} />
        </p>
      </div>
    </details>
  );
}

function Count({ row, total }: { row: WhyRow; total: number }) {
  const ratio = total > 0 ? Math.min(1, row.nodes / total) : 0;
  return (
    <span className="grid grid-cols-[9rem_1fr] items-center gap-3 @max-md:grid-cols-1 @max-md:gap-0.5">
      <span className="flex items-center gap-2">
        <span aria-hidden="true" className="h-2 flex-1 overflow-hidden rounded-full bg-pressed">
          <span data-cell className="block h-full bg-tone" style={{ width: `${100 * ratio}%` }} />
        </span>
        <span className="min-w-14 text-right text-dense text-ink-2">
          {formatCount(row.nodes)} of {formatCount(total)}
        </span>
      </span>
      <span className="wrap-anywhere">{row.message}</span>
    </span>
  );
}
