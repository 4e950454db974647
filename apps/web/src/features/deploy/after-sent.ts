import type { IntentRecord } from '@gantry/model';
import type { EditDraft } from '../../shared/draft.ts';

/** An edit that may have been saved, as an act that waits on the server and can be taken back. */
export interface SentEdit extends EditDraft {
  sent?: { intent: string; text: string } | undefined;
}

/**
 * What is left of an edit by what became of the act that saved it. null: nothing, as it is done. What was written since
 * then stays, and began from what was sent; what was taken back or refused is an edit as before.
 */
export function afterSent<E extends SentEdit>(edit: E, state: IntentRecord['state'] | undefined): E | null {
  if (edit.sent === undefined || state === undefined || state === 'waiting') return edit;
  const open = { ...edit, sent: undefined };
  if (state !== 'done') return open;
  return edit.text === edit.sent.text ? null : { ...open, base: edit.sent.text };
}
