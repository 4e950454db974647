import type { Ribbon } from '@gantry/client';

/** The box of the picture, which is stretched to the room that it has. */
export const boxWidth = 100;
export const boxHeight = 24;

/** A rollout's ready containers from its beginning on, as SVG paths. */
export interface RolloutShape {
  /** Of earlier revisions, at the foot. */
  old: string;
  /** Of the new one, on top of them. */
  fresh: string;
  desired: string;
  /** How many are to be ready at the least. */
  floor: string;
}

type Point = Pick<Ribbon['points'][number], 'atMs' | 'ready' | 'desired' | 'floor'>;

/** `points`: oldest first, the first as it was when the rollout began or before; a value holds until the next point. */
export function rolloutShape(
  points: readonly Point[],
  { fromAtMs, toAtMs, revision }: { fromAtMs: number; toAtMs: number; revision: number },
): RolloutShape {
  const lengthMs = Math.max(1, toAtMs - fromAtMs);
  const steps = points.map(({ atMs, ready, desired, floor }, index) => {
    const counts = readyOf(ready, revision);
    const xOf = (at: number) => round(boxWidth * Math.min(1, Math.max(0, (at - fromAtMs) / lengthMs)));
    return { x0: xOf(atMs), x1: xOf(points[index + 1]?.atMs ?? toAtMs), ...counts, desired, floor };
  });
  const most = Math.max(1, ...steps.map(({ old, fresh, desired }) => Math.max(old + fresh, desired)));
  const yOf = (count: number) => round(boxHeight * (1 - count / most));
  const boxes = (edges: (step: (typeof steps)[number]) => [number, number]) =>
    steps
      .filter((step) => step.x1 > step.x0 && edges(step)[1] > edges(step)[0])
      .map(
        (step) =>
          `M${step.x0} ${yOf(edges(step)[0])}V${yOf(edges(step)[1])}H${step.x1}V${yOf(edges(step)[0])}Z`,
      )
      .join('');
  const line = (count: (step: (typeof steps)[number]) => number) =>
    steps
      .map((step, index) => `${index === 0 ? 'M' : 'L'}${step.x0} ${yOf(count(step))}H${step.x1}`)
      .join('');
  return {
    old: boxes(({ old }) => [0, old]),
    fresh: boxes(({ old, fresh }) => [old, old + fresh]),
    desired: line(({ desired }) => desired),
    floor: line(({ floor }) => floor),
  };
}

/** Of the revision that is rolled out to, and of all others. */
function readyOf(ready: Point['ready'], revision: number): { fresh: number; old: number } {
  const fresh = ready[revision] ?? 0;
  return { fresh, old: Object.values(ready).reduce((sum, count) => sum + count, 0) - fresh };
}

/** The same in words: `Ready since it began: 4 of 4, at the lowest 3`. */
export function rolloutSentence(points: readonly Point[]): string {
  const totals = points.map(({ ready }) => Object.values(ready).reduce((sum, count) => sum + count, 0));
  const [now, last] = [totals.at(-1) ?? 0, points.at(-1)];
  return `Ready since it began: ${now} of ${last?.desired ?? 0}, at the lowest ${Math.min(...totals, now)}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
