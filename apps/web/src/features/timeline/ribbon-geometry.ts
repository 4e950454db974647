import type { Point } from './ribbon-points.ts';
import { positionOf, type Scale } from './scale.ts';

/** One revision's part of the ribbon, as an SVG path. */
export interface Band {
  number: number;
  path: string;
}

export interface RibbonShape {
  bands: Band[];
  /** Where fewer were ready than wanted. */
  missing: string;
  /** The wanted number over time, as a line. */
  desired: string;
  /** How many were to be ready at the least, as a line where that is less than the wanted number. */
  floor: string;
}

interface Column {
  x: number;
  /** Lower and upper edge of each revision, in containers. */
  edges: Map<number, [number, number]>;
  total: number;
  desired: number;
  floor: number;
  /** What is missing is counted from here. */
  wanted: number;
}

/** A jump is drawn over this many pixels, so that a rollout reads as a cross-fade. */
const ramp = 3;

/** `yOf`: the pixel of a number of containers. Points outside the lane are clamped to its edge by the scale. */
export function ribbonShape(
  points: readonly Point[],
  scale: Scale,
  yOf: (count: number) => number,
): RibbonShape {
  const columns = columnsOf(points, scale);
  const numbers = [...new Set(columns.flatMap((column) => [...column.edges.keys()]))].sort((a, b) => a - b);
  return {
    bands: numbers.map((number) => ({ number, path: bandPath(columns, number, yOf) })),
    missing: areaPath(
      columns.map(({ x, total, wanted }) => ({ x, low: Math.min(total, wanted), high: wanted })),
      yOf,
    ),
    desired: linePath(columns.map(({ x, desired }) => ({ x, y: yOf(desired) }))),
    floor: floorPath(columns, yOf),
  };
}

/** Each point becomes two columns, before and after its jump; the last one is held to the end of the lane. */
function columnsOf(points: readonly Point[], scale: Scale): Column[] {
  const columns: Column[] = [];
  let served = false;
  for (const [index, point] of points.entries()) {
    const x = positionOf(scale, point.atMs);
    const next = points[index + 1];
    const until = next === undefined ? scale.width : positionOf(scale, next.atMs);
    const column = stack(point);
    // Before the first time that enough were ready there is nothing to be missing.
    served ||= column.total >= point.desired;
    const shown = { ...column, wanted: served ? point.desired : column.total };
    const from = index === 0 ? x : Math.min(until, x + Math.min(ramp, (until - x) / 2));
    columns.push({ ...shown, x: from }, { ...shown, x: Math.max(from, until) });
  }
  return columns;
}

function stack({ ready, desired, floor }: Point): Omit<Column, 'x' | 'wanted'> {
  const edges = new Map<number, [number, number]>();
  let total = 0;
  for (const [number, count] of [...ready].sort(([a], [b]) => a - b)) {
    edges.set(number, [total, total + count]);
    total += count;
  }
  return { edges, total, desired, floor };
}

function bandPath(columns: readonly Column[], number: number, yOf: (count: number) => number): string {
  const own = columns.map((column): { x: number; low: number; high: number } => {
    const edge = column.edges.get(number);
    if (edge !== undefined) return { x: column.x, low: edge[0], high: edge[1] };
    // Where the revision has none, its band closes onto what is under it.
    const under = Math.max(
      0,
      ...[...column.edges].filter(([other]) => other < number).map(([, [, high]]) => high),
    );
    return { x: column.x, low: under, high: under };
  });
  return areaPath(own, yOf);
}

/** Only where some may be missing and not all: elsewhere it would lie on the wanted number or on the ground. */
function floorPath(columns: readonly Column[], yOf: (count: number) => number): string {
  const runs: { x: number; y: number }[][] = [];
  let isOpen = false;
  for (const { x, floor, desired } of columns) {
    const isTold = floor > 0 && floor < desired;
    if (isTold && !isOpen) runs.push([]);
    if (isTold) runs.at(-1)!.push({ x, y: yOf(floor) });
    isOpen = isTold;
  }
  return runs.map(linePath).join('');
}

interface Slice {
  x: number;
  low: number;
  high: number;
}

/** A closed area over the stretch that has a height, with one slice of nothing at each end. */
function areaPath(slices: readonly Slice[], yOf: (count: number) => number): string {
  const tall = ({ low, high }: Slice) => high > low;
  const first = slices.findIndex(tall);
  if (first < 0) return '';
  const last = slices.findLastIndex(tall);
  return closedPath(slices.slice(Math.max(0, first - 1), last + 2), yOf);
}

function closedPath(run: readonly Slice[], yOf: (count: number) => number): string {
  const top = run.map(({ x, high }) => `${round(x)} ${round(yOf(high))}`);
  const bottom = run.toReversed().map(({ x, low }) => `${round(x)} ${round(yOf(low))}`);
  return `M${[...top, ...bottom].join('L')}Z`;
}

function linePath(points: readonly { x: number; y: number }[]): string {
  return points.length === 0 ? '' : `M${points.map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')}`;
}

const round = (value: number) => Math.round(value * 10) / 10;

export interface PlanCurvePoint {
  atMs: number;
  ready: number;
  total: number;
}

/** The predicted part, or what came of it: a curve over the room right of now, which is `spanMs` wide. */
export function predictionPath(
  curve: readonly Pick<PlanCurvePoint, 'atMs' | 'ready'>[],
  box: { x: number; width: number; spanMs: number },
  yOf: (count: number) => number,
): string {
  const first = curve[0];
  if (first === undefined || curve.length < 2) return '';
  const slices = curve.map(({ atMs, ready }) => ({
    x: box.x + (box.width * Math.min(box.spanMs, atMs - first.atMs)) / Math.max(1, box.spanMs),
    low: 0,
    high: ready,
  }));
  return closedPath(slices, yOf);
}

/** A count holds until the next one: each point after the first stands beside one of the count before it. */
export const stepped = <T extends { atMs: number }>(points: readonly T[]): T[] =>
  points.flatMap((point, index) => {
    const held = points[index - 1];
    return held === undefined ? [point] : [{ ...held, atMs: point.atMs }, point];
  });

export const spanOf = (curve: readonly { atMs: number }[]): number =>
  Math.max(1, (curve.at(-1)?.atMs ?? 0) - (curve[0]?.atMs ?? 0));
