import type { AppRouter } from '@gantry/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { formatNumber, formatPlural } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { HoleFields } from './hole-fields.tsx';
import {
  offeredShape,
  type ShapeChoice,
  type ShapeKind,
  shapeOf,
  sizeWords,
  usualShape,
} from './hole-shape.ts';

const refetchMs = 30_000;

/** The largest task that still finds a place, by what tasks are like; nothing in the past, where nothing is placed. */
export function HolePanel({ kinds }: { kinds: readonly ShapeKind[] }) {
  const [chosen, setChosen] = useState(usualShape);
  const shape = offeredShape(chosen, kinds);
  const isPast = useClock((clock) => clock.atMs !== null);
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    queryKey: ['holes', shape],
    queryFn: async () => ({ shape, ...(await api.nodes.holes.query(shapeOf(shape))) }),
    refetchInterval: refetchMs,
    placeholderData: keepPreviousData,
    enabled: !isPast,
  });
  if (isPast) return null;
  return (
    <Panel title="Largest hole" aside="the largest task that still finds a place">
      <div className="flex flex-col gap-3">
        <HoleFields shape={shape} kinds={kinds} onChange={setChosen} />
        {error === null && data === undefined && <HoleToCome />}
        {error !== null && data === undefined && (
          <Notice
            tone="failed"
            title="It could not be asked"
            action={
              <Button pending={isFetching} onClick={() => void refetch()}>
                Retry
              </Button>
            }
          >
            {refusalOf(error).message}
          </Notice>
        )}
        {data !== undefined && (
          <>
            <div
              aria-busy={isPlaceholderData}
              className={classNames('flex flex-col gap-3', isPlaceholderData && 'opacity-60')}
            >
              <HoleAnswer answer={data} />
            </div>
            <LargerHole key={JSON.stringify(shape)} shape={shape} />
          </>
        )}
      </div>
    </Panel>
  );
}

type Answer = inferRouterOutputs<AppRouter>['nodes']['holes'] & { shape: ShapeChoice };

/** In the words of the shape that was asked about, whatever is chosen meanwhile. */
function HoleAnswer({ answer: { shape, largest, fits, strip } }: { answer: Answer }) {
  return (
    <>
      <p>
        {largest === null ? (
          'No node takes a task of this kind.'
        ) : (
          <>
            <strong className="font-semibold">{sizeWords(largest.resources, shape)}</strong> on{' '}
            <NodeLink name={largest.node} />
          </>
        )}{' '}
        <span className="text-ink-2">
          · {formatPlural(fits, 'task')} of {sizeWords(shapeOf(shape), shape)} {fits === 1 ? 'fits' : 'fit'}
        </span>
      </p>
      <Strip strip={strip} />
    </>
  );
}

/** As high as the answer, which of ten thousand nodes takes a moment. */
const HoleToCome = () => (
  <div role="status" aria-label="Loading" className="flex flex-col gap-3">
    <div className="skeleton h-4 w-80 max-w-full" />
    <div className="skeleton h-12 w-full max-w-xl" />
  </div>
);

/** How many nodes have a hole of each size, a column each. */
function Strip({ strip }: { strip: readonly { atLeast: number; nodes: number }[] }) {
  const most = Math.max(1, ...strip.map(({ nodes }) => nodes));
  return (
    <table className="w-full max-w-xl table-fixed text-dense">
      <caption className="pb-1 text-left text-ink-3">Holes by how many CPUs they have</caption>
      <thead>
        <tr className="text-ink-3">
          {strip.map(({ atLeast }, index) => (
            <th key={atLeast} scope="col" className="pb-1 font-normal">
              {labelOf(atLeast, strip[index + 1]?.atLeast)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          {strip.map(({ atLeast, nodes }) => (
            <td key={atLeast} className="relative h-7 border border-line text-center">
              <span
                aria-hidden="true"
                className="absolute inset-0 bg-accent"
                style={{ opacity: nodes === 0 ? 0 : 0.12 + (0.28 * nodes) / most }}
              />
              <span className={nodes === 0 ? 'relative text-ink-3' : 'relative'}>{formatNumber(nodes)}</span>
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function labelOf(atLeast: number, next: number | undefined): string {
  if (atLeast === 0) return '< 1';
  if (next === undefined) return `${atLeast}+`;
  return next - atLeast === 1 ? `${atLeast}` : `${atLeast}–${next - 1}`;
}

/** The moves that would make it larger, asked for when somebody wants to know. Nothing is done. */
function LargerHole({ shape }: { shape: ShapeChoice }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['larger hole', shape],
    queryFn: () => api.nodes.largerHole.query(shapeOf(shape)),
    enabled: false,
  });
  const larger = data?.larger;
  return (
    <div className="flex flex-col gap-2">
      <div>
        <Button pending={isFetching} onClick={() => void refetch()}>
          What would make it larger?
        </Button>
      </div>
      {error !== null && (
        <Notice tone="failed" title="It could not be planned">
          {refusalOf(error).message}
        </Notice>
      )}
      {larger === null && (
        <p className="text-ink-2">No few moves would: nothing that may move has a place elsewhere.</p>
      )}
      {larger && (
        <section aria-label="Moves that would make it larger" className="flex flex-col gap-1">
          <p>
            {formatPlural(larger.moves.length, 'move')} would make it{' '}
            <strong className="font-semibold">{sizeWords(larger.hole.resources, shape)}</strong> on{' '}
            <NodeLink name={larger.hole.node} />; then {formatPlural(larger.fits, 'task')} of{' '}
            {sizeWords(shapeOf(shape), shape)} {larger.fits === 1 ? 'fits' : 'fit'}.
          </p>
          <ol className="flex flex-col text-dense text-ink-2">
            {larger.moves.map(({ taskId, task, from, to }) => (
              <li key={taskId} className="truncate">
                {task}: {from} → {to}
              </li>
            ))}
          </ol>
          <p className="text-dense text-ink-3">This is a plan. Nothing is moved.</p>
        </section>
      )}
    </div>
  );
}
