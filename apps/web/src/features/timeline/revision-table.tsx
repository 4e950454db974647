import type { RevisionEntry } from '@gantry/client';
import type { RolloutPace } from '@gantry/model';
import { isSlow } from '@gantry/model/rollout-pace';
import { Pin } from 'lucide-react';
import { useMemo } from 'react';
import { formatCount } from '../../shared/format/quantity.ts';
import { formatClock, formatDuration } from '../../shared/format/time.ts';
import { shortestApart } from '../../shared/image-name.ts';
import { paceWords } from '../../shared/pace-words.ts';
import { useReferenceNoun } from '../../shared/reference-noun.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { ListLine } from '../../shared/ui/list-line.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { isBad, worstOf } from './buckets.ts';
import { type Burst, burstLength, burstRange, burstWords, type LaneEntry } from './bursts.ts';
import { dipWords, totalMs } from './dips.ts';
import { revisionLine } from './revision-line.ts';
import { servedMs } from './revision-state.ts';

export interface RevisionRow extends LaneEntry {
  next: RevisionEntry | undefined;
  pace: RolloutPace;
  nowMs: number;
}

interface NamedRow extends RevisionRow {
  /** What it runs, as short as tells it from the other revisions. */
  runs: string;
}

function named(rows: readonly RevisionRow[]): NamedRow[] {
  const short = shortestApart(rows.flatMap(({ entry }) => entry.images.map(({ image }) => image)));
  return rows.map((row) => ({
    ...row,
    runs: row.entry.images
      .map(({ image }) => short.get(image))
      .filter(Boolean)
      .join(', '),
  }));
}

const dash = <span className="text-ink-3">—</span>;

const columns: readonly Column<NamedRow>[] = [
  {
    id: 'revision',
    header: 'Revision',
    width: '5.5rem',
    sortBy: ({ entry }) => entry.number,
    cell: ({ entry, state }) => (
      <span
        data-tone={state.tone}
        className="inline-flex items-center gap-1.5 text-tone-ink"
        title={state.word}
      >
        <StateGlyph tone={state.tone} /> r{entry.number}
        {entry.pinned !== null && (
          <Pin size={12} className="text-accent" aria-label={`pinned as ${entry.pinned}`} />
        )}
      </span>
    ),
  },
  {
    id: 'image',
    header: 'Image',
    width: 'minmax(6rem, 1.2fr)',
    cell: ({ entry, runs }) => (
      <span
        className="block truncate font-mono text-dense"
        title={entry.images.map(({ image }) => image).join(', ')}
      >
        {entry.lost !== null && (
          <span
            data-tone={entry.lost.kind === 'gone' ? 'failed' : 'pending'}
            className="text-tone-ink"
            title={entry.lost.message}
          >
            {entry.lost.kind === 'gone' ? 'gone · ' : 'changed · '}
          </span>
        )}
        {runs || <span className="font-sans text-body text-ink-3">—</span>}
        {entry.restoredFrom !== null && ` (as r${entry.restoredFrom})`}
      </span>
    ),
  },
  {
    id: 'by',
    header: 'By',
    sortBy: ({ entry }) => entry.author,
    width: 'minmax(5rem, 0.8fr)',
    from: 'md',
    cell: ({ entry }) => <span className="block truncate text-ink-2">{entry.author}</span>,
  },
  {
    id: 'change',
    header: 'Change',
    width: 'minmax(10rem, 3fr)',
    from: 'md',
    cell: ({ entry }) => <ChangeLine entry={entry} />,
  },
  {
    id: 'healthy',
    header: 'To healthy',
    sortBy: ({ entry }) => entry.rollout?.tookMs ?? Number.MAX_SAFE_INTEGER,
    width: '5.5rem',
    align: 'right',
    from: 'lg',
    cell: ({ entry, pace }) => {
      if (entry.rollout === null) return dash;
      if (entry.rollout.tookMs !== null) return <TookMs tookMs={entry.rollout.tookMs} pace={pace} />;
      return entry.rollout.endedAtMs === null ? dash : 'never';
    },
  },
  {
    id: 'low',
    header: 'Lowest ready',
    sortBy: ({ entry }) =>
      entry.rollout === null ? 1 : entry.rollout.lowestReady / Math.max(1, entry.rollout.replicas),
    width: '5.5rem',
    align: 'right',
    from: 'lg',
    cell: ({ entry }) => (entry.rollout ? readyWords(entry.rollout) : dash),
  },
  {
    id: 'floor',
    header: 'Below floor',
    sortBy: ({ dips, nowMs }) => totalMs(dips, nowMs),
    width: '5.5rem',
    align: 'right',
    from: 'lg',
    cell: ({ dips, nowMs }) =>
      dips.length === 0 ? (
        dash
      ) : (
        <span
          data-tone="failed"
          className="block truncate text-tone-ink"
          title={dips.map((dip) => `${formatClock(dip.fromAtMs)}: ${dipWords(dip, nowMs)}`).join('\n')}
        >
          {formatDuration(totalMs(dips, nowMs))}
          {dips.length > 1 && ` ×${dips.length}`}
        </span>
      ),
  },
  {
    id: 'served',
    header: 'Served',
    sortBy: ({ entry, next, nowMs }) => servedMs(entry, next, nowMs) ?? -1,
    width: '5rem',
    align: 'right',
    from: 'lg',
    cell: ({ entry, next, nowMs }) => {
      const ms = servedMs(entry, next, nowMs);
      return ms === null ? dash : formatDuration(ms);
    },
  },
  {
    id: 'age',
    header: 'Age',
    width: '3.5rem',
    align: 'right',
    cell: ({ entry }) => (
      <span className="text-ink-3">
        <Ago atMs={entry.createdAtMs} />
      </span>
    ),
  },
];

const readyWords = ({ lowestReady, replicas }: { lowestReady: number; replicas: number }) =>
  `${formatCount(lowestReady)}/${formatCount(replicas)}`;

function TookMs({ tookMs, pace }: { tookMs: number; pace: RolloutPace }) {
  if (!isSlow(tookMs, pace)) return formatDuration(tookMs);
  return (
    <span data-tone="degraded" className="text-tone-ink" title={`Slow: ${paceWords(pace)}`}>
      {formatDuration(tookMs)}
    </span>
  );
}

/** Of a burst, what is the same for all or adds up. Its times and images are told when it is opened. */
function burstCell(column: Column<NamedRow>, row: NamedRow, burst: Burst) {
  const { tone } = worstOf(burst).state;
  switch (column.id) {
    case 'revision':
      return (
        <span
          data-tone={tone}
          className="inline-flex items-center gap-1.5 text-tone-ink"
          title={burstWords(burst)}
        >
          <StateGlyph tone={tone} /> ×{burst.length}
        </span>
      );
    case 'image':
      return burstRange(burst);
    case 'change':
      return (
        <span className="block truncate text-ink-2" title={burstWords(burst)}>
          {burstRange(burst)} within {burstLength(burst)}
        </span>
      );
    case 'by':
    case 'floor':
    case 'age':
      return column.cell(row);
    default:
      return dash;
  }
}

function ChangeLine({ entry }: { entry: RevisionEntry }) {
  const line = revisionLine(entry, useReferenceNoun());
  return (
    <span className="block truncate" title={line}>
      {line}
    </span>
  );
}

const columnsWithBursts = columns.map((column) => ({
  ...column,
  cell: (row: NamedRow) => (row.burst === undefined ? column.cell(row) : burstCell(column, row, row.burst)),
}));

/** Processes have no image: then the column would be a line of dashes, and what changed has its place, on a phone too. */
const withoutImages: readonly Column<NamedRow>[] = columnsWithBursts
  .filter(({ id }) => id !== 'image')
  .map((column) =>
    column.id === 'change' ? { ...column, width: 'minmax(6rem, 3fr)', from: 'always' } : column,
  );

const ofArtifacts = columnsWithBursts.map((column) =>
  column.id === 'image' ? { ...column, header: 'Artifact' } : column,
);

/** The timeline's twin: the exact figures, newest first unless sorted, with the same choice. */
export function RevisionTable({
  rows,
  folded,
  target,
  hovered,
  sort,
  onlyBad,
  onTarget,
  onHover,
  onOpenBurst,
  onView,
}: {
  rows: readonly RevisionRow[];
  /** The same with bursts as one row each: how they stand unless they are sorted or only some are shown. */
  folded: readonly RevisionRow[];
  target: number | null;
  /** The one that the pointer is on, here or in the lane. */
  hovered: number | null;
  /** A column, up or down (`-low`); undefined: newest first. */
  sort: string | undefined;
  /** Only those that failed, were aborted or serve badly. */
  onlyBad: boolean;
  onTarget: (number: number | null) => void;
  onHover: (number: number | null) => void;
  onOpenBurst: (first: number) => void;
  onView: (view: { sort?: string | undefined; bad?: true | undefined }) => void;
}) {
  const noun = useReferenceNoun();
  const all = useMemo(() => named(rows), [rows]);
  const inOrder = useMemo(() => (sort === undefined ? named(folded) : all), [folded, all, sort]);
  const bad = all.filter(isBad);
  // Who opens one, with the pointer on it, asks for its revisions in its place.
  const bursts = folded.filter(({ burst }) => burst !== undefined).length;
  return (
    <div className="overflow-hidden rounded-panel border border-line bg-panel">
      {bad.length > 0 && bad.length < rows.length && (
        <OnlyBad count={bad.length} isOn={onlyBad} onView={onView} />
      )}
      <ListLine value={`${bursts} ${onlyBad}`}>
        <DataTable
          label="Revisions"
          columns={
            all.some(({ runs, entry }) => runs !== '' || entry.lost !== null)
              ? noun === 'artifact'
                ? ofArtifacts
                : columnsWithBursts
              : withoutImages
          }
          rows={onlyBad && bad.length > 0 ? bad : inOrder}
          rowKey={({ entry }) => String(entry.number)}
          sort={sort}
          onSort={(next) => onView({ sort: next === '-revision' ? undefined : next })}
          isSelected={({ entry }) => entry.number === target}
          isLit={({ entry, burst }) => (burst ?? [{ entry }]).some((at) => at.entry.number === hovered)}
          onHover={(row) => onHover(row?.burst === undefined ? (row?.entry.number ?? null) : null)}
          onOpen={({ entry, burst }) =>
            burst === undefined ? onTarget(entry.current ? null : entry.number) : onOpenBurst(entry.number)
          }
        />
      </ListLine>
    </div>
  );
}

function OnlyBad({
  count,
  isOn,
  onView,
}: {
  count: number;
  isOn: boolean;
  onView: (view: { bad: true | undefined }) => void;
}) {
  return (
    <label className="flex h-8 items-center gap-2 border-b border-line px-3 text-dense text-ink-2">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onView({ bad: event.target.checked || undefined })}
      />
      Only {count === 1 ? 'the attempt' : `the ${formatCount(count)} attempts`} that went wrong
    </label>
  );
}
