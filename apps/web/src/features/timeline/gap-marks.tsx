import { formatDuration } from '../../shared/format/time.ts';
import { beginText, labelWidth } from './axis.ts';
import { type Lane, rail, ribbon } from './lane-layout.ts';

/** Labels are this far from each other, so that there is room for moments between them; of gaps that are closer only the ticks stand. */
const labelPixels = 144;
const airPixels = 12;
const nowAirPixels = 16;
const bottom = ribbon.top + ribbon.height;

/** A stretch that is drawn shorter than it was, and where its length is told. */
export interface GapLabel {
  fromAtMs: number;
  labelX: number;
  text: string;
}

/** Idle stretches that are drawn shorter than they were: a double tick through the lane, and how long it was. */
export function GapMarks({ lane, told }: { lane: Lane; told: readonly GapLabel[] }) {
  const gaps = gapsOf(lane);
  if (gaps.length === 0) return null;
  const toldFrom = new Set(told.map(({ fromAtMs }) => fromAtMs));
  return (
    <g data-gaps={gaps.length}>
      <path
        d={gaps
          // Beside "now" it would be read as a part of the last revision's mark.
          .filter(({ x }) => x <= lane.nowX - nowAirPixels)
          .map(({ x, fromAtMs }) => tickPath(x, toldFrom.has(fromAtMs)))
          .join('')}
        className="fill-none stroke-line-strong"
      />
      {told.map(({ fromAtMs, labelX, text }) => (
        <text key={fromAtMs} x={labelX} y={bottom + 20} textAnchor="middle" className="fill-ink-3 text-label">
          <title>{`Nothing was rolled out for ${text}`}</title>
          {text}
        </text>
      ))}
    </g>
  );
}

const gapsOf = ({ scale }: Lane) =>
  scale.segments
    .filter(({ compressed }) => compressed)
    .map(({ fromAtMs, toAtMs, x0, x1 }) => ({ fromAtMs, x: (x0 + x1) / 2, lengthMs: toAtMs - fromAtMs }));

/** Through the whole lane where its length is told, at the foot of the ribbon elsewhere. */
const tickPath = (x: number, isTold: boolean) =>
  [x - 2, x + 2]
    .map((at) =>
      isTold
        ? `M${at - 2} ${rail.top + 20}l4 -12M${at} ${ribbon.top}V${bottom}`
        : `M${at} ${bottom - 6}V${bottom}`,
    )
    .join('');

/** The longest ones first, as long as there is room beside the others, where the lane begins and beside "now". */
export function gapLabels(lane: Lane): GapLabel[] {
  const chosen: GapLabel[] = [];
  const nowLeft = lane.nowX - labelWidth(lane.nowWords) / 2 - airPixels;
  const beginAtMs = lane.scale.segments[0]?.fromAtMs;
  const beginRight = beginAtMs === undefined ? 0 : labelWidth(beginText(beginAtMs)) + airPixels;
  for (const { fromAtMs, x, lengthMs } of gapsOf(lane).toSorted((a, b) => b.lengthMs - a.lengthMs)) {
    const text = formatDuration(lengthMs);
    const half = labelWidth(text) / 2;
    const labelX = Math.max(beginRight + half, Math.min(nowLeft - half, x));
    if (chosen.every((other) => Math.abs(other.labelX - labelX) >= labelPixels))
      chosen.push({ fromAtMs, labelX, text });
  }
  return chosen;
}
