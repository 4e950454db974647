import type { TaskRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useNodeNames } from '../../live/hooks.ts';
import { formatCount } from '../../shared/format/quantity.ts';
import { unplacedWords } from '../../shared/task-sentence.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { taskVerdict } from '../../shared/verdict.ts';
import { useCurrentDeployment } from './context.ts';
import { shownFirst, tasksByRevision } from './phase.ts';

/** Up to here each replica has a card with words; beyond, a cell with its glyph. */
const mostCards = 24;

/** Up to here a cell is as large as a finger; beyond, where there is a mouse, so small that what comes below is not far. */
const mostLargeCells = 120;

/** A revision shows so many cells: a browser that lays out 100,000 links shows nothing any more. */
const mostCells = 480;

/** One cell for each replica, grouped by revision. */
export function ReplicaGrid({ tasks }: { tasks: readonly TaskRecord[] }) {
  const names = useNodeNames();
  const groups = tasksByRevision(tasks);
  const count = groups.reduce((sum, [, group]) => sum + group.length, 0);
  return (
    <Panel title="Replicas" aside={formatCount(count)}>
      {count === 0 && <p className="text-ink-3">None run now.</p>}
      <div className="flex flex-col gap-3">
        {groups.map(([revision, group]) => (
          <section key={revision} aria-label={`Revision ${revision}`}>
            {groups.length > 1 && (
              <h3 className="mb-1.5 text-dense text-ink-3">
                r{revision} · {formatCount(group.length)}
              </h3>
            )}
            <div
              className={
                count <= mostCards
                  ? 'grid grid-cols-[repeat(auto-fill,minmax(min(11rem,calc(50%-3px)),1fr))] gap-1.5'
                  : classNames(
                      'flex flex-wrap',
                      count <= mostLargeCells ? 'gap-1' : 'gap-0.5 pointer-coarse:gap-1',
                    )
              }
            >
              {shownFirst(group, mostCells).map((task) =>
                count <= mostCards ? (
                  <ReplicaCard key={task.id} task={task} node={names.get(task.nodeId ?? '')} />
                ) : (
                  <ReplicaCell
                    key={task.id}
                    task={task}
                    node={names.get(task.nodeId ?? '')}
                    isLarge={count <= mostLargeCells}
                  />
                ),
              )}
            </div>
            {group.length > mostCells && <More count={group.length - mostCells} />}
          </section>
        ))}
      </div>
    </Panel>
  );
}

function More({ count }: { count: number }) {
  const { deployment } = useCurrentDeployment();
  const { namespace, name } = deployment;
  return (
    <Link
      to="/deployments/$namespace/$name/containers"
      params={{ namespace, name }}
      className="mt-1.5 inline-block rounded-control text-dense text-ink-2 hover:text-accent"
    >
      {formatCount(count)} more, those in trouble are shown first
    </Link>
  );
}

const ReplicaCard = memo(function ReplicaCard({
  task,
  node,
}: {
  task: TaskRecord;
  node: string | undefined;
}) {
  const { tone, label } = taskVerdict(task);
  return (
    <Link
      to="/containers/$id"
      params={{ id: task.id }}
      data-tone={tone}
      className="arrive flex min-w-0 flex-col rounded-control border border-line border-l-3 border-l-tone px-2 py-1 hover:bg-raised"
    >
      <span className="flex items-center gap-1.5">
        <StateGlyph tone={tone} />
        <span className="truncate text-tone-ink">{label}</span>
      </span>
      <span className="flex items-center gap-1.5 text-dense text-ink-3">
        <span className="truncate" title={task.unplaced?.message ?? (task.message || undefined)}>
          {placeWords(task, node)}
          {isOnItsWay(task) && ` · ${task.message}`}
        </span>
        <span className="ml-auto">
          <Ago atMs={task.startedAtMs ?? task.createdAtMs} />
        </span>
      </span>
    </Link>
  );
});

/** It says itself how far it is: what of its image is pulled, or why it cannot start. */
const isOnItsWay = ({ state, message }: TaskRecord) =>
  (state === 'preparing' || state === 'starting') && message !== '';

const ReplicaCell = memo(function ReplicaCell({
  task,
  node,
  isLarge,
}: {
  task: TaskRecord;
  node: string | undefined;
  isLarge: boolean;
}) {
  const { tone, label } = taskVerdict(task);
  return (
    <Link
      to="/containers/$id"
      params={{ id: task.id }}
      data-tone={tone}
      aria-label={`${task.name}: ${label}`}
      title={`${task.name} · ${label}${node ? ` · ${node}` : ''}`}
      className={classNames(
        'arrive inline-flex items-center justify-center rounded-control bg-tone-tint hover:bg-tone-hover',
        isLarge ? 'size-6' : 'size-4 pointer-coarse:size-6',
      )}
    >
      <StateGlyph tone={tone} size={isLarge ? 10 : 8} />
    </Link>
  );
});

/** Where it is, and how often it failed before; what waits to be tried again need not say that it is nowhere. */
function placeWords({ nodeId, unplaced, failuresInARow }: TaskRecord, node: string | undefined): string {
  const failed = failuresInARow > 0 ? `failed ${failuresInARow}×` : '';
  // Of a large cluster the names of nodes come after the containers.
  const place = node ?? nodeId ?? (unplaced ? unplacedWords(unplaced) : failed ? '' : 'no node yet');
  return [place, failed].filter(Boolean).join(' · ');
}
