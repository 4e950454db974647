import { goTo, stepBy, useClock } from '../../live/clock.ts';
import { isTyping } from '../../shared/is-typing.ts';
import { waitedFor } from '../../shared/start-over.ts';
import { useKeydown } from '../../shared/use-keydown.ts';
import { toggleTimeBar } from './time-bar-state.ts';

/** `h` the bar; `,` and `.` one change; `<` and `>` one that is worth a look; Escape back to live. `areOn`: single keys may be switched off. */
export function useClockKeys(areOn: () => boolean): void {
  useKeydown((event) => {
    if (isTyping(event) || !areOn()) return;
    const act = actOf(event);
    if (act === null) return;
    event.preventDefault();
    act();
  });
}

function actOf(event: KeyboardEvent): (() => void) | null {
  const isPast = useClock.getState().atMs !== null;
  switch (event.key) {
    case 'h':
      return toggleTimeBar;
    case ',':
      return () => stepBy(-1);
    case '.':
      return isPast ? () => stepBy(1) : null;
    case '<':
      return () => void toMark(-1);
    case '>':
      return isPast ? () => void toMark(1) : null;
    case 'Escape':
      return isPast && !isInDialog(event) ? () => goTo(null) : null;
    default:
      return null;
  }
}

/** There Escape closes what is open. */
const isInDialog = ({ target }: KeyboardEvent) =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;

/** Loaded with the first press: the first screen does not wait for it. */
async function toMark(by: 1 | -1): Promise<void> {
  const steps = await waitedFor(() => import('./to-mark.ts'));
  await steps.toMark(by);
}
