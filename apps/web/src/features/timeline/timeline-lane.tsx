import type { DeploymentHistory } from '@gantry/client';
import type { EventRecord } from '@gantry/model';
import { useMemo, useRef, useState } from 'react';
import type { Plan } from '../../live/plans.ts';
import { useWidth } from '../../shared/use-width.ts';
import { Arcs, arcsToDraw } from './arcs.tsx';
import { DipTicks } from './dip-ticks.tsx';
import { dipsSentence } from './dips.ts';
import { EventMarks } from './event-marks.tsx';
import type { Followed } from './followed.ts';
import { chooseLabels } from './labels.ts';
import { LaneCursor } from './lane-cursor.tsx';
import { useLaneGestures } from './lane-gestures.ts';
import { laneHeight, layoutLane } from './lane-layout.ts';
import { OverviewStrip, stripHeight } from './overview-strip.tsx';
import { Rail, type RailEntry } from './rail.tsx';
import { RibbonPicture } from './ribbon.tsx';

export interface TimelineLaneProps {
  history: DeploymentHistory;
  /** Oldest first. */
  entries: readonly RailEntry[];
  events: readonly EventRecord[];
  nowMs: number;
  desired: number;
  floor: number;
  scaleKind: 'steps' | 'time';
  target: number | null;
  base: number | null;
  plan: Plan | undefined;
  /** A plan that was confirmed, beside what comes of it. null: none was. */
  follow: Followed | null;
  window: { from: number; to: number };
  onWindow: (window: { from: number; to: number }) => void;
  onTarget: (number: number | null) => void;
  onBase: (number: number) => void;
}

/** Below this many revisions the strip above the rail says nothing more than the rail. */
const stripFrom = 9;

/** Rail, arcs, ribbon and marks: one scale of time under all of them. */
export function TimelineLane(props: TimelineLaneProps) {
  const { history, entries, nowMs, desired, scaleKind, target, base, plan, follow } = props;
  const [frame, width] = useWidth();
  const picture = useRef<SVGSVGElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const shown = useMemo(() => entries.slice(props.window.from, props.window.to + 1), [entries, props.window]);
  const revisions = useMemo(() => shown.map(({ entry }) => entry), [shown]);
  const most = (target === null ? follow?.plan : plan)?.highestTotal ?? 0;
  const lane = useMemo(
    () => layoutLane({ revisions, series: history.series, nowMs, width, scaleKind, desired, most }),
    [revisions, history.series, nowMs, width, scaleKind, desired, most],
  );
  const withStrip = entries.length >= stripFrom;
  const labels = useMemo(() => {
    const failed = new Set(shown.filter(({ state }) => state.glyph === 'failed').map(({ entry }) => entry));
    return chooseLabels(revisions, lane.scale.cells, {
      target,
      base,
      isFailed: (entry) => failed.has(entry),
    });
  }, [shown, revisions, lane, target, base]);
  useLaneGestures(picture, { lane, window: props.window, count: entries.length, onWindow: props.onWindow });
  const zoomTo = (from: number, to: number) =>
    props.onWindow({
      from: entries.findIndex(({ entry }) => entry.number === from),
      to: entries.findIndex(({ entry }) => entry.number === to),
    });
  return (
    <div
      ref={frame}
      style={{ minHeight: laneHeight + (withStrip ? stripHeight : 0) }}
      className="relative min-w-0 overflow-hidden"
    >
      {withStrip && width > 0 && (
        <OverviewStrip entries={entries} window={props.window} width={lane.nowX} onWindow={props.onWindow} />
      )}
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a picture with a listbox in it is a group, and no fieldset
        <svg
          ref={picture}
          width={width}
          height={laneHeight}
          className="block overflow-visible select-none"
          role="group"
          aria-label={laneSummary(props)}
        >
          <RibbonPicture
            entries={shown}
            lane={lane}
            target={target}
            floor={props.floor}
            plan={plan}
            follow={follow}
          />
          <DipTicks dips={history.series.dips} lane={lane} nowMs={nowMs} />
          <Arcs entries={arcsToDraw(revisions, { target, hovered })} lane={lane} />
          <Rail
            entries={shown}
            lane={lane}
            labels={labels}
            target={target}
            base={base}
            onTarget={props.onTarget}
            onHover={setHovered}
            onBase={props.onBase}
            onZoom={zoomTo}
          />
          <EventMarks events={props.events} lane={lane} />
        </svg>
      )}
      <LaneCursor over={picture} lane={lane} />
    </div>
  );
}

function laneSummary({ entries, desired, history, nowMs }: TimelineLaneProps): string {
  const failed = entries.filter(({ state }) => state.glyph === 'failed').length;
  const dips = dipsSentence(history.series.dips, nowMs);
  return [
    `${entries.length} revisions, ${failed} of them failed, ${desired} containers wanted.`,
    dips && `Readiness ${dips}.`,
    'The table below has the figures.',
  ]
    .filter(Boolean)
    .join(' ');
}
