import type { LadderStep } from '../../shared/ladder/ladder.ts';

/** So many rungs are drawn, and so many of those below them that starve. */
export const mostSteps = 20;

/** It wants something and is offered nothing. */
const isStarving = ({ isHungry, why }: LadderStep) => isHungry && why !== '';

/** Of a ladder too long to be read: its top, then the first of those below that starve. In the allocator's order. */
export function shownSteps(steps: readonly LadderStep[]): readonly LadderStep[] {
  if (steps.length <= mostSteps) return steps;
  const below = steps.slice(mostSteps);
  return [...steps.slice(0, mostSteps), ...below.filter(isStarving).slice(0, mostSteps)];
}
