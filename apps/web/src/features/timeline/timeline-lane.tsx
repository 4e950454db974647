import type { DeploymentHistory } from '@gantry/client';
import type { DeploymentSpec, EventRecord } from '@gantry/model';
import { useMemo, useRef } from 'react';
import { useClock } from '../../live/clock.ts';
import type { Plan } from '../../live/plans.ts';
import { formatMoment } from '../../shared/format/time.ts';
import { rolloutBounds } from '../../shared/rollout-bounds.ts';
import { presentNow } from '../../shared/ui/time.tsx';
import { useWidth } from '../../shared/use-width.ts';
import { Arcs, arcsToDraw } from './arcs.tsx';
import { type Burst, foldBursts } from './bursts.ts';
import { DipTicks } from './dip-ticks.tsx';
import { dipsSentence } from './dips.ts';
import { EventMarks } from './event-marks.tsx';
import { eventMarks, hasMarks, placeMarks } from './event-places.ts';
import type { Followed } from './followed.ts';
import { chooseLabels } from './labels.ts';
import { LaneCursor } from './lane-cursor.tsx';
import { useLaneGestures } from './lane-gestures.ts';
import { eventsHeight, laneHeight, laneX, layoutLane } from './lane-layout.ts';
import { OverviewStrip, stripHeight } from './overview-strip.tsx';
import { Rail, type RailEntry } from './rail.tsx';
import { RibbonPicture } from './ribbon.tsx';

export interface TimelineLaneProps {
  history: DeploymentHistory;
  /** Oldest first. */
  entries: readonly RailEntry[];
  /** Those that are folded, unless what is chosen is in them. */
  bursts: readonly Burst[];
  onOpenBurst: (first: number) => void;
  events: readonly EventRecord[];
  nowMs: number;
  desired: number;
  strategy: DeploymentSpec['strategy'];
  scaleKind: 'steps' | 'time';
  target: number | null;
  /** The one that the pointer is on, here or in the table. */
  hovered: number | null;
  onHover: (number: number | null) => void;
  plan: Plan | undefined;
  /** A plan that was confirmed, beside what comes of it. null: none was. */
  follow: Followed | null;
  window: { from: number; to: number };
  onWindow: (window: { from: number; to: number }) => void;
  onTarget: (number: number | null) => void;
  onCompare: (number: number) => void;
}

/** Below this many revisions the strip above the rail says nothing more than the rail. */
const stripFrom = 9;

/** What is in the window, with bursts as one mark each, where all of it is, and which numbers have room. */
function useLane(props: TimelineLaneProps, width: number) {
  const { history, entries, nowMs, desired, strategy, scaleKind, target, bursts, plan, follow, events } =
    props;
  const shown = useMemo(() => entries.slice(props.window.from, props.window.to + 1), [entries, props.window]);
  const revisions = useMemo(() => shown.map(({ entry }) => entry), [shown]);
  const marks = useMemo(() => foldBursts(shown, bursts, chosenOf(target)), [shown, bursts, target]);
  const marked = useMemo(() => marks.map(({ entry }) => entry), [marks]);
  const most = (target === null ? follow?.plan : plan)?.highestTotal ?? 0;
  const { series } = history;
  const isPast = useClock(({ atMs }) => atMs !== null);
  const nowWords = isPast ? formatMoment(nowMs, presentNow()) : 'now';
  const lane = useMemo(
    () =>
      layoutLane({
        ...{ revisions, marked, series, nowMs, nowWords },
        ...{ width, scaleKind, desired, most },
        floorOf: (replicas) => rolloutBounds({ strategy, replicas }).floor,
      }),
    [revisions, marked, series, nowMs, nowWords, width, scaleKind, desired, strategy, most],
  );
  const told = useMemo(() => eventMarks(events, revisions), [events, revisions]);
  const places = useMemo(() => {
    const fromAtMs = lane.scale.segments[0]?.fromAtMs ?? nowMs;
    return placeMarks(told, { xOf: (atMs) => laneX(lane, atMs), fromAtMs, toX: lane.nowX });
  }, [told, lane, nowMs]);
  const labels = useMemo(() => {
    const glyphs = new Map(shown.map(({ entry, state }) => [entry, state.glyph]));
    const restored = new Set(shown.flatMap(({ entry }) => entry.restoredFrom ?? []));
    const alone = marks.flatMap(({ entry, burst }) => (burst === undefined ? [entry] : []));
    return chooseLabels(alone, lane.scale.cells, {
      target,
      glyphOf: (entry) => glyphs.get(entry),
      restored,
    });
  }, [shown, marks, lane, target]);
  return { revisions, marks, lane, labels, places };
}

/** Rail, arcs, ribbon and marks: one scale of time under all of them. */
export function TimelineLane(props: TimelineLaneProps) {
  const { history, entries, events, nowMs, target, hovered, plan, follow } = props;
  const [frame, width] = useWidth();
  const picture = useRef<SVGSVGElement>(null);
  const { revisions, marks, lane, labels, places } = useLane(props, width);
  const arcs = arcsToDraw(revisions, props);
  const withStrip = entries.length >= stripFrom;
  // Of all of it, so that nothing below moves while marks come into sight and leave it.
  const isMarked = useMemo(
    () =>
      hasMarks(
        events,
        entries.map(({ entry }) => entry),
      ),
    [events, entries],
  );
  const height = laneHeight + (isMarked ? eventsHeight : 0);
  const indexOf = (number: number) => entries.findIndex(({ entry }) => entry.number === number);
  useLaneGestures(picture, {
    lane,
    window: props.window,
    count: entries.length,
    indexOf,
    onWindow: props.onWindow,
  });
  const zoomTo = (from: number, to: number) => props.onWindow({ from: indexOf(from), to: indexOf(to) });
  return (
    <div
      ref={frame}
      style={{ minHeight: height + (withStrip ? stripHeight : 0) }}
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
          height={height}
          className="block touch-pan-y overflow-visible select-none"
          role="group"
          aria-label={laneSummary(props)}
        >
          <RibbonPicture entries={marks} lane={lane} target={target} plan={plan} follow={follow} />
          <DipTicks dips={history.series.dips} lane={lane} nowMs={nowMs} />
          <Arcs entries={arcs} marks={marks} lane={lane} />
          <Rail
            entries={marks}
            steps={entries}
            {...{ lane, labels, target, hovered, arcs, nowMs }}
            onTarget={props.onTarget}
            onHover={props.onHover}
            onCompare={props.onCompare}
            onZoom={zoomTo}
            onOpenBurst={props.onOpenBurst}
          />
          <EventMarks places={places} />
        </svg>
      )}
      <LaneCursor over={picture} lane={lane} />
    </div>
  );
}

/** What has to have a mark of its own. */
export const chosenOf = (target: number | null): ReadonlySet<number> =>
  new Set(target === null ? [] : [target]);

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
