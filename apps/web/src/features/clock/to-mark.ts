import { goTo, useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { presentNow } from '../../shared/ui/time.tsx';
import { markBeside, stripParts } from './strip-query.ts';
import { useTimeBar, windowOf } from './time-bar-state.ts';

/** To the nearest thing worth a look before or after the moment, in the span that the bar shows. */
export async function toMark(by: 1 | -1): Promise<void> {
  const nowMs = presentNow();
  const { atMs } = useClock.getState();
  const span = windowOf(useTimeBar.getState().span ?? '1h', { nowMs, atMs });
  const { marks } = await api.past.strip.query({ ...span, parts: stripParts });
  const mark = markBeside(marks, atMs ?? nowMs, by);
  if (mark !== undefined) goTo(mark.atMs);
}
