import { formatDuration } from '../../shared/format/time.ts';
import { type Lane, rail, ribbon } from './lane-layout.ts';

/** A label needs this much room; between labels that are closer only the ticks stand. */
const labelPixels = 64;
const bottom = ribbon.top + ribbon.height;

/** Idle stretches that are drawn shorter than they were: a double tick through the lane, and how long it was. */
export function GapMarks({ lane }: { lane: Lane }) {
  const gaps = lane.scale.segments
    .filter(({ compressed }) => compressed)
    .map(({ fromAtMs, toAtMs, x0, x1 }) => ({ fromAtMs, x: (x0 + x1) / 2, lengthMs: toAtMs - fromAtMs }));
  if (gaps.length === 0) return null;
  const told = labelled(gaps, lane.nowX);
  return (
    <g data-gaps={gaps.length}>
      <path
        d={gaps
          .map((gap) =>
            tickPath(
              gap.x,
              told.some(({ fromAtMs }) => fromAtMs === gap.fromAtMs),
            ),
          )
          .join('')}
        className="fill-none stroke-line-strong"
      />
      {told.map(({ fromAtMs, labelX, lengthMs }) => (
        <text key={fromAtMs} x={labelX} y={bottom + 20} textAnchor="middle" className="fill-ink-3 text-label">
          <title>{`Nothing was rolled out for ${formatDuration(lengthMs)}`}</title>
          {formatDuration(lengthMs)}
        </text>
      ))}
    </g>
  );
}

/** Through the whole lane where its length is told, at the foot of the ribbon elsewhere. */
const tickPath = (x: number, isTold: boolean) =>
  [x - 2, x + 2]
    .map((at) =>
      isTold
        ? `M${at - 2} ${rail.top + 20}l4 -12M${at} ${ribbon.top}V${bottom}`
        : `M${at} ${bottom - 6}V${bottom}`,
    )
    .join('');

/** The longest ones first, as long as there is room beside the others and beside "now". */
function labelled<G extends { x: number; lengthMs: number }>(
  gaps: readonly G[],
  nowX: number,
): (G & { labelX: number })[] {
  const chosen: (G & { labelX: number })[] = [];
  for (const gap of gaps.toSorted((a, b) => b.lengthMs - a.lengthMs)) {
    const labelX = Math.max(labelPixels / 2, Math.min(nowX - labelPixels * 0.75, gap.x));
    if (chosen.every((other) => Math.abs(other.labelX - labelX) >= labelPixels))
      chosen.push({ ...gap, labelX });
  }
  return chosen;
}
