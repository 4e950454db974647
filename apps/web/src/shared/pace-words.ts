import type { RolloutPace } from '@gantry/model';
import { formatCount, formatPlural } from './format/quantity.ts';
import { formatDuration } from './format/time.ts';

/**
 * `nine of ten of the last 12 took 1 m 40 s or less`, or that there were too few to say; empty where none was completed
 * yet.
 */
export function paceWords({ completed, p90Ms }: RolloutPace): string {
  if (p90Ms !== null)
    return `nine of ten of the last ${formatCount(completed)} took ${formatDuration(p90Ms)} or less`;
  return completed === 0
    ? ''
    : `only ${formatPlural(completed, 'was', 'were')} completed: too few to say how long they take`;
}
