import type { ReadinessDip } from '@gantry/client';
import { formatDuration } from '../../shared/format/time.ts';
import { dipsSentence, dipWords, totalMs } from './dips.ts';
import { type Lane, laneX, ribbon } from './lane-layout.ts';

/** Ticks that are closer than this are one; a length stands only where the next is further than the other. */
const tickPixels = 3;
const labelPixels = 52;

interface DipPlace {
  x: number;
  dips: ReadinessDip[];
  /** There is room for how long it was. */
  isTold: boolean;
}

/** Where readiness fell below its floor: a red tick through the line that was crossed, with how long it was. */
export function DipTicks({
  dips,
  lane,
  nowMs,
}: {
  dips: readonly ReadinessDip[];
  lane: Lane;
  nowMs: number;
}) {
  const from = lane.points[0]?.atMs ?? nowMs;
  const scale = { xOf: (atMs: number) => laneX(lane, atMs), from, to: lane.nowX };
  return dipPlaces(dips, scale, nowMs).map(({ x, dips: together, isTold }) => {
    const [first] = together;
    const y = lane.yOf(first?.floor ?? 0);
    return (
      <g key={first?.fromAtMs} data-dip={together.length} data-tone="failed">
        <title>
          {together.length === 1
            ? `Ready: ${dipWords(first!, nowMs)}`
            : `Ready ${dipsSentence(together, nowMs)}`}
        </title>
        <path d={`M${x} ${ribbon.top - 3}V${y + 7}`} strokeWidth={2} className="fill-none stroke-tone" />
        {isTold && (
          <text x={x} y={ribbon.top - 7} textAnchor="middle" className="fill-tone-ink text-label">
            {formatDuration(totalMs(together, nowMs))}
          </text>
        )}
      </g>
    );
  });
}

/** The longest ones are told first, as far as there is room. Those before `from` are out of sight. */
export function dipPlaces(
  dips: readonly ReadinessDip[],
  { xOf, from, to }: { xOf: (atMs: number) => number; from: number; to: number },
  nowMs: number,
): DipPlace[] {
  const places: DipPlace[] = [];
  for (const dip of dips) {
    if (dip.fromAtMs < from) continue;
    const [x, last] = [xOf(dip.fromAtMs), places.at(-1)];
    if (last !== undefined && x - last.x < tickPixels) last.dips.push(dip);
    else places.push({ x, dips: [dip], isTold: false });
  }
  const told: DipPlace[] = [];
  for (const place of places.toSorted((a, b) => totalMs(b.dips, nowMs) - totalMs(a.dips, nowMs))) {
    const isFree = told.every(({ x }) => Math.abs(x - place.x) >= labelPixels);
    const isInside = place.x >= labelPixels / 2 && place.x <= to - labelPixels / 2;
    if (isFree && isInside) told.push(place);
  }
  for (const place of told) place.isTold = true;
  return places;
}
