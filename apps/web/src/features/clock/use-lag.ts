import { useClock, useMoment } from '../../live/clock.ts';
import { type Lag, lagOf } from './lag.ts';

/** What the screens show instead of the moment that was asked for; null while they show it. */
export function useLag(): Lag | null {
  return lagOf(
    useClock((clock) => clock.atMs),
    useMoment(),
  );
}
