import type { RevisionEntry, Ribbon } from '@gantry/client';
import { periodsOf } from './revision-state.ts';
import { type RibbonShape, ribbonShape } from './ribbon-geometry.ts';
import { type FloorOf, type Point, ribbonPoints } from './ribbon-points.ts';
import { positionOf, type Scale, stepScale, timeScale } from './scale.ts';

/** Heights of the lane's bands, in CSS pixels. */
export const rail = { top: 30, height: 64 };
export const arcs = { top: 78, height: 44 };
export const ribbon = { top: 160, height: 104 };
/** Without the line of events below, which many deployments have none for. */
export const laneHeight = 292;
export const eventsHeight = 26;

export interface Lane {
  scale: Scale;
  shape: RibbonShape;
  /** What the shape was made of, oldest first. */
  points: readonly Point[];
  /** Pixel of a number of containers. */
  yOf: (count: number) => number;
  /** Where now is; what is predicted lies to the right of it. */
  nowX: number;
  scaleKind: 'steps' | 'time';
  /** What stands below the line of now. */
  nowWords: string;
  width: number;
  desired: number;
  /** How many are to be ready at the least. */
  floor: number;
}

/** `revisions`: those in the window, oldest first; `marked`: those with a place of their own, where some are folded. `most`: the highest number of containers that has to fit. */
export function layoutLane(options: {
  revisions: readonly RevisionEntry[];
  marked: readonly RevisionEntry[];
  series: Ribbon;
  nowMs: number;
  nowWords: string;
  width: number;
  scaleKind: 'steps' | 'time';
  desired: number;
  floorOf: FloorOf;
  most: number;
}): Lane {
  const { revisions, marked, series, nowMs, width, scaleKind, desired, floorOf } = options;
  const nowX = width - predictionWidth(width);
  const periods = periodsOf(marked);
  const scale = scaleKind === 'steps' ? stepScale(periods, nowMs, nowX) : timeScale(periods, nowMs, nowX);
  const from = revisions[0]?.createdAtMs ?? nowMs;
  const points = windowed(ribbonPoints(revisions, series, floorOf), from);
  const highest = Math.max(1, desired, options.most, ...points.map((point) => sum(point.ready)));
  const yOf = (count: number) => ribbon.top + ribbon.height * (1 - count / highest);
  return {
    ...{ scale, shape: ribbonShape(points, scale, yOf), points, yOf, nowX, width, desired },
    ...{ nowWords: options.nowWords, scaleKind, floor: floorOf(desired) },
  };
}

/** Points of the window, with the last one before it as the state at its edge. */
function windowed<P extends { atMs: number }>(points: readonly P[], fromAtMs: number): P[] {
  const first = points.findIndex((point) => point.atMs >= fromAtMs);
  if (first < 0) return points.slice(-1);
  return points.slice(Math.max(0, first - 1));
}

function sum(ready: ReadonlyMap<number, number>): number {
  return [...ready.values()].reduce((total, count) => total + count, 0);
}

/** Room for the prediction: a fifth, within what a phone and a wide screen can give. */
function predictionWidth(width: number): number {
  return Math.round(Math.min(220, Math.max(96, width * 0.22)));
}

export function laneX(lane: Lane, atMs: number): number {
  return positionOf(lane.scale, atMs);
}
