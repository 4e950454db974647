import type { Plan } from '../../live/plans.ts';
import { formatCount } from '../format/quantity.ts';
import { formatDuration } from '../format/time.ts';
import { useWidth } from '../use-width.ts';
import { outageOf } from './outage.ts';
import { readinessOf } from './readiness.ts';

const height = 44;
/** The picture has so much air on all sides, so that its dot is whole at the edges too. */
const dotRadius = 3;

/** How many are ready while a plan is carried out, against how many are wanted, with the lowest point marked. */
export function ReadinessCurve({ plan }: { plan: Plan }) {
  const { curve, desired, lowestReady, expectedMs } = plan;
  const [frame, width] = useWidth();
  const box = { width: Math.max(1, width - 2 * dotRadius), height };
  const shown = readinessOf({ curve, desired }, box);
  if (shown === null) return null;
  const label = `Ready while it goes: from ${curve[0]?.ready}, at the lowest ${lowestReady}, to ${curve.at(-1)?.ready} of ${desired} wanted`;
  return (
    <figure ref={frame} className="m-0 border-t border-line pt-3">
      <svg
        width={width}
        height={height + 2 * dotRadius}
        role="img"
        aria-label={label}
        data-tone="canary"
        className="block"
      >
        <g transform={`translate(${dotRadius} ${dotRadius})`}>
          <path d={shown.area} className="fill-tone-tint" />
          <path d={shown.line} fill="none" strokeWidth={1.5} className="stroke-tone" />
          <line
            x1={0}
            x2={box.width}
            y1={shown.desiredY}
            y2={shown.desiredY}
            strokeDasharray="3 3"
            className="stroke-ink-3"
          />
          <circle
            data-tone={outageOf(plan) === null ? undefined : 'degraded'}
            cx={shown.lowest.x}
            cy={shown.lowest.y}
            r={dotRadius}
            className="fill-tone"
          />
        </g>
      </svg>
      <figcaption className="mt-1 flex justify-between text-label text-ink-3">
        <span>now</span>
        <span>{formatCount(desired)} wanted, dashed</span>
        <span>{expectedMs > 0 ? `~${formatDuration(expectedMs)}` : 'done'}</span>
      </figcaption>
    </figure>
  );
}
