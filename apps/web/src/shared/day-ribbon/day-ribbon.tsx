import type { DayRibbon } from '@gantry/client';
import { memo } from 'react';
import { useDay } from '../../live/days.ts';
import { dayHeight, daySentence, dayShape, dayWidth, isTold } from './day-shape.ts';

/** The last day of a deployment, as small as a row; its room is there before it is. */
export function DayOf({ deploymentId }: { deploymentId: DayRibbon['deploymentId'] }) {
  const day = useDay(deploymentId);
  return (
    <span className="inline-block h-5 w-24 max-w-full overflow-hidden align-middle">
      {day !== null && (isTold(day) ? <DayPicture day={day} /> : <Young day={day} />)}
    </span>
  );
}

function Young({ day }: { day: DayRibbon }) {
  const sentence = daySentence(day);
  return (
    <span role="img" aria-label={sentence} title={sentence} className="text-ink-3">
      —
    </span>
  );
}

const DayPicture = memo(function DayPicture({ day }: { day: DayRibbon }) {
  const { current, others, missing, desired, rollouts, failed } = dayShape(day);
  const sentence = daySentence(day);
  return (
    <svg
      role="img"
      aria-label={sentence}
      viewBox={`0 0 ${dayWidth} ${dayHeight}`}
      width={dayWidth}
      height={dayHeight}
      shapeRendering="crispEdges"
    >
      <title>{sentence}</title>
      <path d={`M0 ${dayHeight - 0.5}H${dayWidth}`} className="fill-none stroke-line" />
      <path d={others[0]} data-pattern="turn-1" className="fill-(--band-a)" />
      <path d={others[1]} data-pattern="turn-2" className="fill-(--band-b)" />
      <path d={current} data-pattern="current" className="fill-running-quiet" />
      <path d={missing} data-pattern="missing" data-tone="degraded" className="fill-tone" />
      <path d={desired} className="fill-none stroke-ink-3" />
      <path d={rollouts} className="fill-none stroke-ink-2" />
      <path d={failed} data-tone="failed" className="fill-none stroke-tone" />
    </svg>
  );
});
