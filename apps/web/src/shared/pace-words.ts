import type { RolloutPace } from '@gantry/model';
import { formatPlural } from './format/quantity.ts';
import { formatDuration } from './format/time.ts';

/** `nine of ten took 1 m 40 s or less, of the last 12`, or that there were too few to say. */
export function paceWords({ completed, p90Ms }: RolloutPace): string {
  if (p90Ms !== null) return `nine of ten took ${formatDuration(p90Ms)} or less, of the last ${completed}`;
  return completed === 0
    ? 'none was completed yet, so none says how long they take'
    : `only ${formatPlural(completed, 'was', 'were')} completed: too few to say how long they take`;
}
