import type { ReadinessDip, RevisionEntry } from '@gantry/client';
import type { KeyboardEvent } from 'react';
import { BurstPill } from './burst-pill.tsx';
import type { LaneEntry } from './bursts.ts';
import { timesWords } from './dips.ts';
import type { Label } from './labels.ts';
import { type Lane, rail } from './lane-layout.ts';
import { type RailMark, railMarks, telling } from './rail-detail.ts';
import { RailGlyphShape } from './rail-glyph.tsx';
import { type RevisionState, whyBad } from './revision-state.ts';

export interface RailEntry {
  entry: RevisionEntry;
  state: RevisionState;
  /** Where readiness fell below its floor while it was the newest. */
  dips: readonly ReadinessDip[];
}

const centreY = rail.top + 14;
/** The radius of an ordinary revision's dot, by the pixels that each revision has. */
function dotRadius(width: number): number {
  if (width >= 44) return 5.5;
  return width >= 20 ? 4 : 2;
}

/** The revisions as a row of marks. A click or the arrows choose the one to go back to. */
export function Rail({
  entries,
  steps,
  lane,
  labels,
  target,
  onTarget,
  onHover,
  onCompare,
  onZoom,
  onOpenBurst,
}: {
  entries: readonly LaneEntry[];
  /** Through which the arrows go, one by one, folded or not. */
  steps: readonly RailEntry[];
  lane: Lane;
  labels: readonly Label[];
  target: number | null;
  onTarget: (number: number | null) => void;
  /** Which one the pointer is on; null: on none. */
  onHover: (number: number | null) => void;
  onCompare: (number: number) => void;
  /** To the revisions from one number to another. */
  onZoom: (from: number, to: number) => void;
  /** The number of its first revision. */
  onOpenBurst: (first: number) => void;
}) {
  const move = (event: KeyboardEvent) => {
    const next = nextTarget(event, steps, target);
    if (next === undefined) return;
    event.preventDefault();
    onTarget(next);
  };
  return (
    <g
      role="listbox"
      aria-label="Revisions"
      tabIndex={0}
      aria-activedescendant={target === null ? undefined : `revision-${target}`}
      onKeyDown={move}
      className="group outline-none"
    >
      <rect
        x={-8}
        y={rail.top - 4}
        width={lane.nowX + 4}
        height={36}
        rx={6}
        className="fill-none stroke-accent stroke-2 opacity-0 group-focus-visible:opacity-100"
      />
      <line x1={0} x2={lane.nowX - 8} y1={centreY} y2={centreY} className="stroke-line" strokeWidth={2} />
      {telling(railMarks(entries, lane.scale.cells, target), target).map((mark) =>
        mark.kind === 'one' ? (
          <RailOption
            key={mark.at.entry.number}
            {...mark}
            labelX={labels.find(({ number }) => number === mark.at.entry.number)?.x ?? null}
            isTarget={mark.at.entry.number === target}
            onHover={onHover}
            onChoose={(toCompare) => {
              const { number, current } = mark.at.entry;
              if (toCompare) onCompare(number);
              else onTarget(current ? null : number);
            }}
          />
        ) : mark.kind === 'burst' ? (
          <BurstPill
            key={`×${mark.burst[0]!.entry.number}`}
            {...mark}
            y={centreY}
            onOpen={() => onOpenBurst(mark.burst[0]!.entry.number)}
          />
        ) : (
          <Fold
            key={`${mark.first.entry.number}…`}
            mark={mark}
            onZoom={() => onZoom(mark.first.entry.number, mark.last.entry.number)}
          />
        ),
      )}
    </g>
  );
}

const pillTextPixels = 30;
const bucketHeight = 18;

/** Several ordinary revisions, to be looked into by a press; by keyboard each of them is still gone through. */
function Fold({ mark, onZoom }: { mark: Extract<RailMark, { kind: 'run' | 'bucket' }>; onZoom: () => void }) {
  const { x, width, count, first, last } = mark;
  const words = `${count} revisions, r${first.entry.number} to r${last.entry.number}`;
  const hit = <rect x={-width / 2} y={-20} width={width} height={40} className="fill-transparent" />;
  if (mark.kind === 'bucket') {
    const { tone, glyph } = mark.worst.state;
    const height = tone === 'failed' || glyph === 'aborted' ? bucketHeight : bucketHeight / 2;
    const bar = Math.max(1, width - 2);
    return (
      <g
        role="option"
        aria-selected={false}
        aria-label={words}
        data-tone={tone}
        transform={`translate(${x} ${centreY})`}
        onClick={onZoom}
        className="cursor-zoom-in"
      >
        <title>{`${words}; the worst ${mark.worst.state.word}`}</title>
        <rect x={-bar / 2} y={-height / 2} width={bar} height={height} rx={1} className="fill-tone" />
        {hit}
      </g>
    );
  }
  return (
    <g
      role="option"
      aria-selected={false}
      aria-label={words}
      transform={`translate(${x} ${centreY})`}
      onClick={onZoom}
      className="cursor-zoom-in"
    >
      <title>{words}</title>
      <rect
        x={-width / 2 + 1}
        y={-7}
        width={Math.max(2, width - 2)}
        height={14}
        rx={7}
        className="fill-raised stroke-line"
      />
      {width >= pillTextPixels && (
        <text y={4} textAnchor="middle" className="fill-ink-3 text-label">
          ×{count}
        </text>
      )}
      {hit}
    </g>
  );
}

function RailOption({
  at,
  x,
  width,
  labelX,
  isTarget,
  onHover,
  onChoose,
}: Omit<Extract<RailMark, { kind: 'one' }>, 'kind'> & {
  /** Where its number stands; null: there is no room for it. */
  labelX: number | null;
  isTarget: boolean;
  onHover: (number: number | null) => void;
  onChoose: (toCompare: boolean) => void;
}) {
  const { entry, state } = at;
  const hitWidth = Math.max(6, width);
  return (
    <g
      role="option"
      id={`revision-${entry.number}`}
      aria-selected={isTarget}
      aria-label={optionLabel(at)}
      data-tone={state.tone}
      data-glyph={state.glyph}
      transform={`translate(${x} ${centreY})`}
      onClick={(event) => onChoose(event.shiftKey)}
      onPointerEnter={() => onHover(entry.number)}
      onPointerLeave={() => onHover(null)}
      className="cursor-pointer text-tone"
    >
      <title>{optionLabel(at)}</title>
      <rect x={-hitWidth / 2} y={-20} width={hitWidth} height={56} className="fill-transparent" />
      {isTarget && (
        <rect
          x={-13}
          y={-13}
          width={26}
          height={26}
          rx={6}
          strokeWidth={2}
          className="fill-panel stroke-accent"
        />
      )}
      <RailGlyphShape
        glyph={state.glyph}
        dot={dotRadius(state.notable && width >= 14 ? 44 : state.notable ? 20 : width)}
      />
      {entry.pinned !== null && (
        <path d="M0 -11V-20L7 -17L0 -14" strokeWidth={1.5} className="fill-accent stroke-accent" />
      )}
      {labelX !== null && (
        <text
          x={labelX - x}
          y={26}
          textAnchor="middle"
          className={`text-label ${isTarget ? 'fill-accent font-semibold' : entry.current ? 'fill-ink font-semibold' : 'fill-ink-2'}`}
        >
          r{entry.number}
        </text>
      )}
    </g>
  );
}

function optionLabel({ entry, state, dips }: RailEntry): string {
  const images = entry.images.map(({ image }) => image).filter(Boolean);
  return [
    `Revision r${entry.number}`,
    ...images,
    state.word,
    entry.pinned && `pinned as ${entry.pinned}`,
    whyBad(entry),
    dips.length > 0 && `ready fell below its floor ${timesWords(dips.length)}`,
    entry.cause,
    `by ${entry.author}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Where a key leads: older and newer, the notable ones with Shift, the ends, and back to the current one. */
export function nextTarget(
  event: { key: string; shiftKey: boolean },
  entries: readonly RailEntry[],
  target: number | null,
): number | null | undefined {
  const last = entries.length - 1;
  const at = target === null ? last : entries.findIndex(({ entry }) => entry.number === target);
  const numberAt = (index: number) => {
    const found = entries[Math.max(0, Math.min(last, index))]?.entry;
    return found === undefined || found.current ? null : found.number;
  };
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const by = event.key === 'ArrowLeft' ? -1 : 1;
      if (!event.shiftKey) return numberAt(at + by);
      let index = at + by;
      while (index > 0 && index < last && !entries[index]?.state.notable) index += by;
      return numberAt(index);
    }
    case 'Home':
      return numberAt(0);
    case 'End':
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
