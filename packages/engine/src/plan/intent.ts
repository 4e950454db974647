import type { IntentId } from '@gantry/model';
import { endIntent, fulfilIntent } from '../accept/intent.ts';
import type { Draft } from '../draft.ts';

/** Does the intents whose undo window has passed. */
export function planIntents(draft: Draft): void {
  while (!draft.isFull) {
    const id = draft.agenda.takeIntent();
    if (id === null) return;
    planIntent(draft, id);
  }
}

/** One that still waits is looked at again when its window will have passed. */
function planIntent(draft: Draft, id: IntentId): void {
  const intent = draft.state.get('intents', id);
  const isDue = intent?.state === 'waiting' && intent.dueAtMs <= draft.nowMs;
  draft.agenda.setAlarm(id, intent?.state === 'waiting' && !isDue ? intent.dueAtMs : null);
  if (!isDue) return;
  const part = draft.part();
  try {
    fulfilIntent(part, intent);
    part.keep();
  } catch (error) {
    // A bug must not come up again in every step from now on.
    endIntent(draft, intent, { state: 'refused', message: `Doing it failed: ${String(error)}` });
  }
}
