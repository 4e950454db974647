import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { formatBytes, formatCpu, formatNumber, formatPlural } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';

const gibibyte = 1024 ** 3;
/** Memory for each CPU. */
const shapes = { '1': 1, '2': 2, '4': 4, '8': 8 } as const;
type ShapeName = keyof typeof shapes;
const refetchMs = 30_000;

const shapeOf = (name: ShapeName) => ({ cpuMillis: 1_000, memoryBytes: shapes[name] * gibibyte });
const sizeOf = ({ cpuMillis, memoryBytes }: { cpuMillis: number; memoryBytes: number }) =>
  `${formatCpu(cpuMillis)} · ${formatBytes(memoryBytes)}`;

/** The largest task that still finds a place, by what tasks are like; nothing in the past, where nothing is placed. */
export function HolePanel() {
  const [name, setName] = useState<ShapeName>('2');
  const isPast = useClock((clock) => clock.atMs !== null);
  const { data, error } = useQuery({
    queryKey: ['holes', name],
    queryFn: () => api.nodes.holes.query(shapeOf(name)),
    refetchInterval: refetchMs,
    placeholderData: keepPreviousData,
    enabled: !isPast,
  });
  if (isPast) return null;
  return (
    <Panel title="Largest hole" aside="the largest task that still finds a place">
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <Segmented
            label="Memory for each CPU"
            value={name}
            onChange={setName}
            choices={Object.keys(shapes).map((one) => ({ value: one as ShapeName, label: `${one} GiB` }))}
          />
          <span className="text-dense text-ink-3">of memory for each CPU</span>
        </div>
        {error !== null && data === undefined && (
          <Notice tone="failed" title="It could not be asked">
            {refusalOf(error).message}
          </Notice>
        )}
        {data !== undefined && (
          <>
            <p>
              {data.largest === null ? (
                'No node takes a task of this kind.'
              ) : (
                <>
                  <strong className="font-semibold">{sizeOf(data.largest.resources)}</strong> on{' '}
                  <NodeLink name={data.largest.node} />
                </>
              )}{' '}
              <span className="text-ink-2">
                · {formatPlural(data.fits, 'task')} of {sizeOf(shapeOf(name))}{' '}
                {data.fits === 1 ? 'fits' : 'fit'}
              </span>
            </p>
            <Strip strip={data.strip} />
            <LargerHole key={name} name={name} />
          </>
        )}
      </div>
    </Panel>
  );
}

/** How many nodes have a hole of each size, a column each. */
function Strip({ strip }: { strip: readonly { atLeast: number; nodes: number }[] }) {
  const most = Math.max(1, ...strip.map(({ nodes }) => nodes));
  return (
    <table className="w-full max-w-xl table-fixed text-dense">
      <caption className="sr-only">Holes by their size, in CPUs with their memory</caption>
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
function LargerHole({ name }: { name: ShapeName }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['larger hole', name],
    queryFn: () => api.nodes.largerHole.query(shapeOf(name)),
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
            <strong className="font-semibold">{sizeOf(larger.hole.resources)}</strong> on{' '}
            <NodeLink name={larger.hole.node} />; then {formatPlural(larger.fits, 'task')} of{' '}
            {sizeOf(shapeOf(name))} {larger.fits === 1 ? 'fits' : 'fit'}.
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
