import type { TaskRecord } from '@gantry/model';
import type { Tone, Verdict } from '../../shared/tone.ts';
import { taskVerdict } from '../../shared/verdict.ts';

/** What the colours of the map tell: how containers are, or which revision of their deployment they are of. */
export type ColourBy = 'state' | 'revision';

export const colourWords: Record<ColourBy, string> = { state: 'state', revision: 'revision' };

/** What each colour means, in the order of the legend. */
export const colourLegend: Record<ColourBy, readonly (readonly [Tone, string])[]> = {
  state: [
    ['running', 'running'],
    ['progress', 'starting'],
    ['pending', 'pending'],
    ['degraded', 'not ready'],
    ['failed', 'failed'],
    ['draining', 'stopping'],
    ['unknown', 'lost'],
  ],
  revision: [
    ['canary', 'of the newest revision'],
    ['stopped', 'of an older one'],
    ['offered', 'of no deployment'],
  ],
};

/** A container's colour, and what it says. `newest`: of its deployment; undefined: it is of none. */
export function colourOf(task: TaskRecord, by: ColourBy, newest: number | undefined): Verdict {
  if (by === 'state') return taskVerdict(task);
  if (newest === undefined) return { tone: 'offered', label: 'of no deployment' };
  return task.revision === newest
    ? { tone: 'canary', label: 'newest revision' }
    : { tone: 'stopped', label: `older than r${newest}` };
}
