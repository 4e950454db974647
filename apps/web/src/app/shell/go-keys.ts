import type { AnyRouter } from '@tanstack/react-router';
import { useSession } from '../../live/session.ts';
import { isTyping } from '../../shared/is-typing.ts';
import { goStep } from './go-step.ts';

/**
 * `g` and a second key lead to the places. They are heard before anything else is, keys that were put elsewhere too: the
 * second one is often an act of the screen that is left, and places keep their keys.
 */
export function startGoKeys(router: AnyRouter): void {
  let begunAtMs: number | null = null;
  const press = (event: KeyboardEvent) => {
    if (event.repeat || event.isComposing || useSession.getState().signedOut) return;
    const isFree = !event.shiftKey && !isTyping(event);
    const step = goStep(begunAtMs, { key: event.key, isFree, atMs: event.timeStamp });
    begunAtMs = step.begunAtMs;
    if (step.to === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void router.navigate({ to: step.to });
  };
  addEventListener('keydown', press, { capture: true });
}
