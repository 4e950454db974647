import type { Plan } from '../../live/plans.ts';
import type { Tone } from '../../shared/tone.ts';
import type { BandPattern } from '../../shared/ui/band-patterns.tsx';
import { bandClass, bandPattern } from './band-look.ts';
import type { Followed } from './followed.ts';
import { type Lane, ribbon } from './lane-layout.ts';
import { Prediction } from './prediction.tsx';
import type { RailEntry } from './rail.tsx';
import { TimeAxis } from './time-axis.tsx';

const bottom = ribbon.top + ribbon.height;

/** The bands of ready containers against the wanted number; right of now, what a plan predicts. */
export function RibbonPicture({
  entries,
  lane,
  target,
  plan,
  follow,
}: {
  entries: readonly RailEntry[];
  lane: Lane;
  target: number | null;
  plan: Plan | undefined;
  follow: Followed | null;
}) {
  const states = new Map(entries.map((at) => [at.entry.number, at]));
  const desiredY = lane.yOf(lane.desired);
  return (
    <>
      <Patterns />
      <text x={0} y={ribbon.top - 24} className="fill-ink-2 text-label">
        Containers ready, by revision
      </text>
      {bandPaths(lane, states, target).map(({ className, pattern, tone, path, numbers }) => (
        <path
          key={`${className} ${pattern} ${tone}`}
          d={path}
          data-band={numbers}
          data-pattern={pattern}
          data-tone={tone}
          className={className}
        />
      ))}
      <path
        d={lane.shape.missing}
        data-pattern="missing"
        data-tone="degraded"
        fill="url(#missing)"
        className="text-tone"
      />
      <path d={lane.shape.desired} data-desired className="fill-none stroke-ink-2" strokeWidth={1.25} />
      <line
        x1={lane.nowX}
        x2={lane.width}
        y1={desiredY}
        y2={desiredY}
        className="stroke-ink-2"
        strokeWidth={1.25}
      />
      <path d={floorOf(lane)} data-floor strokeDasharray="3 3" className="fill-none stroke-ink-2" />
      {spikePaths(lane, entries).map(([tone, path]) => (
        <path key={tone} d={path} data-tone={tone} className="fill-tone" />
      ))}
      <TimeAxis lane={lane} />
      <Prediction lane={lane} plan={plan} target={target} follow={follow} />
      <Now lane={lane} />
    </>
  );
}

/** As it was up to now, and to the right of it as it is. */
function floorOf({ shape, floor, desired, nowX, width, yOf }: Lane): string {
  return floor > 0 && floor < desired ? `${shape.floor}M${nowX} ${yOf(floor)}H${width}` : shape.floor;
}

interface BandPath {
  className: string;
  pattern: BandPattern;
  tone: Tone | undefined;
  path: string;
  numbers: string;
}

/** Bands that look the same are one path, so that a thousand revisions are as few elements as ten. */
function bandPaths(lane: Lane, states: ReadonlyMap<number, RailEntry>, target: number | null): BandPath[] {
  const paths = new Map<string, BandPath>();
  for (const [place, { number, path }] of lane.shape.bands.entries()) {
    const known = states.get(number);
    const band = {
      ...{ place, isTarget: number === target, isCurrent: known?.entry.current ?? false },
      tone: known?.state.tone,
    };
    const [className, pattern] = [bandClass(band), bandPattern(band)];
    const tone = className === 'fill-tone' ? band.tone : undefined;
    const key = `${className} ${pattern} ${tone}`;
    const before = paths.get(key) ?? { path: '', numbers: '' };
    const numbers = path === '' ? before.numbers : `${before.numbers} r${number}`.trim();
    paths.set(key, { className, pattern, tone, path: before.path + path, numbers });
  }
  return [...paths.values()];
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

/** Attempts that never became a band: they stand above the line that they did not hold. By tone, one path each. */
function spikePaths(lane: Lane, entries: readonly RailEntry[]): [Tone, string][] {
  const paths = new Map<Tone, string>();
  const y = lane.yOf(lane.desired);
  for (const [index, { state }] of entries.entries()) {
    const cell = lane.scale.cells[index];
    if (cell === undefined || (state.glyph !== 'failed' && state.glyph !== 'aborted')) continue;
    const x = cell.x0 + Math.min(8, (cell.x1 - cell.x0) / 2);
    paths.set(state.tone, `${paths.get(state.tone) ?? ''}M${x - 5} ${y}L${x} ${y - 16}L${x + 5} ${y}Z`);
  }
  return [...paths];
}

/** The line of now; of the past, of the moment that is shown. */
function Now({ lane }: { lane: Lane }) {
  return (
    <>
      <line
        data-now
        x1={lane.nowX}
        x2={lane.nowX}
        y1={16}
        y2={bottom + 8}
        className="stroke-accent"
        strokeWidth={1.5}
      />
      <text x={lane.nowX} y={bottom + 20} textAnchor="middle" className="fill-accent text-label">
        {lane.nowWords}
      </text>
    </>
  );
}
