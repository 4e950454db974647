import type { Plan } from '../../live/plans.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { type Lane, ribbon } from './lane-layout.ts';
import type { RailEntry } from './rail.tsx';
import { predictionPath } from './ribbon-geometry.ts';

const bottom = ribbon.top + ribbon.height;

/** The bands of ready containers against the wanted number; right of now, what a plan predicts. */
export function RibbonPicture({
  entries,
  lane,
  target,
  floor,
  plan,
}: {
  entries: readonly RailEntry[];
  lane: Lane;
  target: number | null;
  floor: number;
  plan: Plan | undefined;
}) {
  const states = new Map(entries.map(({ entry, state }) => [entry.number, { entry, state }]));
  const desiredY = lane.yOf(lane.desired);
  return (
    <>
      <Patterns />
      <text x={0} y={ribbon.top - 24} className="fill-ink-2 text-label">
        Containers ready, by revision
      </text>
      {lane.shape.bands.map(({ number, path }, index) => {
        const known = states.get(number);
        return (
          <path
            key={number}
            d={path}
            data-tone={known?.state.tone}
            className={bandClass(index, number === target, known)}
          />
        );
      })}
      <path d={lane.shape.missing} data-tone="degraded" fill="url(#missing)" className="text-tone" />
      <path d={lane.shape.desired} className="fill-none stroke-ink-2" strokeWidth={1.25} />
      <line
        x1={lane.nowX}
        x2={lane.width}
        y1={desiredY}
        y2={desiredY}
        className="stroke-ink-2"
        strokeWidth={1.25}
      />
      {floor > 0 && floor < lane.desired && (
        <line
          x1={0}
          x2={lane.width}
          y1={lane.yOf(floor)}
          y2={lane.yOf(floor)}
          strokeDasharray="3 3"
          className="stroke-ink-2"
        />
      )}
      {entries.map(({ entry, state }) =>
        state.glyph === 'failed' || state.glyph === 'aborted' ? (
          <Spike key={entry.number} lane={lane} number={entry.number} tone={state.tone} />
        ) : null,
      )}
      <Prediction lane={lane} plan={plan} target={target} />
      <Now lane={lane} />
    </>
  );
}

/** Colour only for the chosen, the current and what went wrong; the rest are two quiet greys. */
function bandClass(index: number, isTarget: boolean, known: RailEntry | undefined): string {
  if (isTarget) return 'fill-accent';
  if (known?.entry.current) return known.state.tone === 'running' ? 'fill-running-quiet' : 'fill-tone';
  return index % 2 === 0 ? 'fill-(--band-a)' : 'fill-(--band-b)';
}

function Patterns() {
  return (
    <defs>
      <pattern id="missing" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" x2="0" y1="0" y2="5" stroke="var(--degraded)" strokeWidth="2" />
      </pattern>
      <pattern
        id="predicted"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line x1="0" x2="0" y1="0" y2="6" stroke="var(--canary)" strokeWidth="2.5" />
      </pattern>
    </defs>
  );
}

/** An attempt that never became a band: it stands above the line that it did not hold. */
function Spike({ lane, number, tone }: { lane: Lane; number: number; tone: string }) {
  const cell = lane.scale.cells.find((one) => one.number === number);
  if (cell === undefined) return null;
  const x = cell.x0 + Math.min(8, (cell.x1 - cell.x0) / 2);
  const y = lane.yOf(lane.desired);
  return <path d={`M${x - 5} ${y}L${x} ${y - 16}L${x + 5} ${y}Z`} data-tone={tone} className="fill-tone" />;
}

function Prediction({ lane, plan, target }: { lane: Lane; plan: Plan | undefined; target: number | null }) {
  const x = lane.nowX + 10;
  const width = lane.width - x - 24;
  if (plan === undefined || !plan.changes || plan.curve.length < 2 || target === null) {
    return (
      <text x={lane.nowX + 8} y={lane.yOf(lane.desired) - 6} className="fill-ink-2 text-label">
        wanted {lane.desired}
      </text>
    );
  }
  const extra = plan.highestTotal - Math.max(plan.desired, lane.desired);
  return (
    <g data-tone="canary">
      <path
        d={predictionPath(plan.curve, { x, width }, lane.yOf)}
        fill="url(#predicted)"
        fillOpacity={0.8}
        strokeWidth={1.25}
        className="stroke-tone"
      />
      <text x={x + width / 2} y={ribbon.top - 24} textAnchor="middle" className="fill-tone-ink text-label">
        predicted: r{target} again
      </text>
      {extra > 0 && (
        <text x={lane.width} y={ribbon.top - 8} textAnchor="end" className="fill-ink-2 text-label">
          surge +{extra}
        </text>
      )}
      <text x={x + width / 2} y={bottom + 20} textAnchor="middle" className="fill-ink-2 text-label">
        ~{formatDuration(plan.expectedMs)}
      </text>
    </g>
  );
}

function Now({ lane }: { lane: Lane }) {
  return (
    <>
      <line
        x1={lane.nowX}
        x2={lane.nowX}
        y1={16}
        y2={bottom + 8}
        className="stroke-accent"
        strokeWidth={1.5}
      />
      <text x={lane.nowX} y={bottom + 20} textAnchor="middle" className="fill-accent text-label">
        now
      </text>
    </>
  );
}
