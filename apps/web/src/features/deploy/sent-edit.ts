import type { IntentRecord } from '@gantry/model';
import { useEffect, useEffectEvent } from 'react';
import { useReady, useRow } from '../../live/hooks.ts';
import { afterSent, type SentEdit } from './after-sent.ts';

/**
 * Whether the edit was saved and waits for the end of its undo window. `kept`: the edit that an earlier visit left.
 * `onEnd` is told what is left of it then; null: nothing.
 */
export function useSentEdit<E extends SentEdit>({
  edit,
  kept,
  onEnd,
}: {
  edit: E | null;
  kept: E | null;
  onEnd: (edit: E | null) => void;
}): boolean {
  const sent = edit?.sent;
  const state: IntentRecord['state'] | undefined = useRow('intents', sent?.intent)?.state;
  const isComplete = useReady();
  const end = useEffectEvent((now: typeof state) => {
    const left = edit === null ? null : afterSent(edit, now);
    if (left !== edit) onEnd(left);
  });
  useEffect(() => end(state), [state]);
  if (sent === undefined) return false;
  // The cluster forgets what ended long ago, and does not know yet what was sent a moment ago.
  if (state === undefined) return !isComplete || sent !== kept?.sent;
  return state === 'waiting';
}
