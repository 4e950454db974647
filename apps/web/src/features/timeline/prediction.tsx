import type { Plan } from '../../live/plans.ts';
import { formatCount } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import type { Followed } from './followed.ts';
import { type Lane, ribbon } from './lane-layout.ts';
import { predictionPath, spanOf, stepped } from './ribbon-geometry.ts';

const bottom = ribbon.top + ribbon.height;

/** Right of now: what a plan predicts, hatched; once it was confirmed, filled in as it happens. */
export function Prediction({
  lane,
  plan,
  target,
  follow,
}: {
  lane: Lane;
  plan: Plan | undefined;
  target: number | null;
  follow: Followed | null;
}) {
  const shown = target === null ? (follow?.plan ?? null) : (plan ?? null);
  if (shown === null || !shown.changes || shown.curve.length < 2)
    return (
      <text x={lane.nowX + 8} y={lane.yOf(lane.desired) - 6} className="fill-ink-2 text-label">
        wanted {formatCount(lane.desired)}
      </text>
    );
  const actual = target === null ? (follow?.actual ?? null) : null;
  const x = lane.nowX + 10;
  const predictedMs = spanOf(shown.curve);
  const box = { x, width: lane.width - x - 24, spanMs: Math.max(predictedMs, actual?.tookMs ?? 0) };
  const extra = shown.highestTotal - Math.max(shown.desired, lane.desired);
  const course = stepped(shown.curve);
  const inAll = course.map(({ atMs, total }) => ({ atMs, ready: total }));
  const middle = x + box.width / 2;
  return (
    <g data-tone="canary">
      <path
        d={predictionPath(course, box, lane.yOf)}
        data-predicted
        data-pattern="predicted"
        fill="url(#predicted)"
        fillOpacity={0.8}
        strokeWidth={1.25}
        className="stroke-tone"
      />
      {actual !== null && (
        <path
          d={predictionPath(actual.curve, box, lane.yOf)}
          data-actual
          fillOpacity={0.75}
          strokeWidth={1.25}
          className="fill-tone stroke-tone"
        />
      )}
      <text x={middle} y={ribbon.top - 24} textAnchor="middle" className="fill-tone-ink text-label">
        {headOf(target ?? follow?.target ?? 0, actual)}
      </text>
      {extra > 0 && (
        <>
          <path
            d={predictionPath(inAll, box, lane.yOf)}
            data-surge
            fill="none"
            strokeDasharray="2 3"
            className="stroke-tone"
          />
          <text x={lane.width} y={ribbon.top - 8} textAnchor="end" className="fill-ink-2 text-label">
            surge +{extra}
          </text>
        </>
      )}
      <text x={middle} y={bottom + 20} textAnchor="middle" className="fill-ink-2 text-label">
        {actual?.isOver
          ? `took ${formatDuration(actual.tookMs)}, predicted ~${formatDuration(shown.expectedMs)}`
          : `~${formatDuration(shown.expectedMs)}`}
      </text>
    </g>
  );
}

function headOf(target: number, actual: Followed['actual']): string {
  if (actual === null) return `predicted: r${target} again`;
  return actual.isOver
    ? `r${actual.revision} restored r${target}`
    : `r${actual.revision} is restoring r${target}`;
}
