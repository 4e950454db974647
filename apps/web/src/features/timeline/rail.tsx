import type { ReadinessDip, RevisionEntry } from '@gantry/client';
import type { KeyboardEvent } from 'react';
import { BurstPill } from './burst-pill.tsx';
import type { LaneEntry } from './bursts.ts';
import type { Label } from './labels.ts';
import { type Lane, rail } from './lane-layout.ts';
import { type RailMark, railMarks, telling } from './rail-detail.ts';
import { Fold } from './rail-fold.tsx';
import { RailOption } from './rail-option.tsx';
import { nextTarget } from './rail-steps.ts';
import type { RevisionState } from './revision-state.ts';

export interface RailEntry {
  entry: RevisionEntry;
  state: RevisionState;
  /** Where readiness fell below its floor while it was the newest. */
  dips: readonly ReadinessDip[];
}

const centreY = rail.top + 14;
interface RailProps {
  entries: readonly LaneEntry[];
  /** Through which the arrows go, one by one, in sight and folded or not. */
  steps: readonly RailEntry[];
  lane: Lane;
  labels: readonly Label[];
  target: number | null;
  /** Which one the pointer is on, here or in the table; null: on none. */
  hovered: number | null;
  /** From which of them a line leads to what they restored. */
  arcs: readonly RevisionEntry[];
  nowMs: number;
  onTarget: (number: number | null) => void;
  onHover: (number: number | null) => void;
  onCompare: (number: number) => void;
  /** To the revisions from one number to another. */
  onZoom: (from: number, to: number) => void;
  /** The number of its first revision. */
  onOpenBurst: (first: number) => void;
}

/** The revisions as a row of marks. A click or the arrows choose the one to go back to. */
export function Rail(props: RailProps) {
  const { entries, steps, lane, target, onTarget } = props;
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
        data-focus
        className="fill-none stroke-accent stroke-2 opacity-0 group-focus-visible:opacity-100"
      />
      <line x1={0} x2={lane.nowX - 8} y1={centreY} y2={centreY} className="stroke-line" strokeWidth={2} />
      {telling(railMarks(entries, lane.scale.cells, target), target).map((mark) => (
        <Mark key={keyOf(mark)} mark={mark} {...props} />
      ))}
    </g>
  );
}

function keyOf(mark: RailMark): string {
  if (mark.kind === 'one') return `${mark.at.entry.number}`;
  return mark.kind === 'burst' ? `×${mark.burst[0]!.entry.number}` : `${mark.first.entry.number}…`;
}

function Mark({ mark, ...props }: RailProps & { mark: RailMark }) {
  if (mark.kind === 'burst') {
    return <BurstPill {...mark} y={centreY} onOpen={() => props.onOpenBurst(mark.burst[0]!.entry.number)} />;
  }
  if (mark.kind !== 'one') {
    const { first, last } = mark;
    return (
      <Fold mark={mark} y={centreY} onZoom={() => props.onZoom(first.entry.number, last.entry.number)} />
    );
  }
  const { number, current } = mark.at.entry;
  return (
    <RailOption
      {...mark}
      y={centreY}
      nowMs={props.nowMs}
      labelX={props.labels.find((label) => label.number === number)?.x ?? null}
      isTarget={number === props.target}
      isHovered={number === props.hovered}
      hasArc={props.arcs.includes(mark.at.entry)}
      onHover={props.onHover}
      onChoose={(toCompare) => {
        if (toCompare) props.onCompare(number);
        else props.onTarget(current ? null : number);
      }}
    />
  );
}
