import { axisTicks, labelWidth, type Taken } from './axis.ts';
import { type GapLabel, GapMarks, gapLabels } from './gap-marks.tsx';
import { type Lane, ribbon } from './lane-layout.ts';

const bottom = ribbon.top + ribbon.height;

/** The row below the ribbon: days and times, and how long what was left out took. */
export function TimeAxis({ lane }: { lane: Lane }) {
  const gaps = gapLabels(lane);
  const ticks = axisTicks(lane.scale, lane.scaleKind, takenBy(lane, gaps));
  return (
    <>
      <GapMarks lane={lane} told={gaps} />
      <g data-axis={ticks.length} className="fill-ink-3 text-label tabular-nums">
        <path
          d={ticks.map(({ x }) => `M${x} ${bottom}v5`).join('')}
          className="fill-none stroke-line-strong"
        />
        {ticks.map(({ x, text, anchor }) => (
          <text key={x} x={x} y={bottom + 20} textAnchor={anchor}>
            {text}
          </text>
        ))}
      </g>
    </>
  );
}

function takenBy({ nowX, nowWords }: Lane, gaps: readonly GapLabel[]): Taken[] {
  const boxes = gaps.map(({ labelX, text }) => ({ x: labelX, text }));
  return [...boxes, { x: nowX, text: nowWords }].map(({ x, text }) => ({
    x0: x - labelWidth(text) / 2,
    x1: x + labelWidth(text) / 2,
  }));
}
