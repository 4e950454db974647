import type { Plan } from '../../live/plans.ts';

type Curve = Plan['curve'];

/** What is ready over the time of a plan, as steps over a box. */
export interface Readiness {
  /** An SVG path, and the place of the lowest point. */
  line: string;
  area: string;
  lowest: { x: number; y: number; ready: number };
  desiredY: number;
}

/** How it ends has so much of the box's width, as it would be an edge without any. */
const endPixels = 6;

/** null: nothing of it changes once the act itself is done. */
export function readinessOf(
  { curve, desired }: { curve: Curve; desired: number },
  box: { width: number; height: number },
): Readiness | null {
  const first = curve[0];
  const last = curve.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
  const done = curve.findLast(({ atMs }) => atMs === first.atMs) ?? first;
  if (curve.every(({ atMs, ready }) => atMs === first.atMs || ready === done.ready)) return null;
  const most = Math.max(desired, ...curve.map(({ ready }) => ready), 1);
  const width = Math.max(1, box.width - endPixels);
  const xOf = (atMs: number) => round((width * (atMs - first.atMs)) / (last.atMs - first.atMs));
  const yOf = (ready: number) => round(box.height * (1 - ready / most));
  const steps = curve.map(({ atMs, ready }, at) =>
    at === 0 ? `M0 ${yOf(ready)}` : `H${xOf(atMs)}V${yOf(ready)}`,
  );
  const line = `${steps.join('')}H${box.width}`;
  const lowest = curve.reduce((low, point) => (point.ready < low.ready ? point : low));
  return {
    line,
    area: `${line}V${box.height}H0Z`,
    lowest: { x: xOf(lowest.atMs), y: yOf(lowest.ready), ready: lowest.ready },
    desiredY: yOf(desired),
  };
}

const round = (value: number) => Math.round(value * 10) / 10;
