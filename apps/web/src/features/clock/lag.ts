import type { PastMoment } from '@gantry/client';
import { formatClock } from '../../shared/format/time.ts';

/** What the screens show instead of the moment that was asked for. */
export interface Lag {
  /** The present, and not another moment of the past. */
  isPresent: boolean;
  isReading: boolean;
  /** What is still shown, and why. */
  words: string;
}

/** null: the moment that was asked for is shown. `moment` is null until it is known how to look back. */
export function lagOf(atMs: number | null, moment: PastMoment | null): Lag | null {
  if (atMs === null) return null;
  const shown = moment?.shown ?? null;
  const isReading = moment === null || moment.waiting || moment.error == null;
  if (shown === null) {
    const why = isReading ? 'the log is being read' : 'the log could not be read';
    return { isPresent: true, isReading, words: `Still the present: ${why}` };
  }
  if (!moment?.waiting) return null;
  const words = `Still as of ${formatClock(shown.atMs)}: more of the log is being read`;
  return { isPresent: false, isReading, words };
}
