import type { Draft } from '../draft.ts';

/** What waits in the namespace is tried again: something that it may have waited for has come. */
export function wakeWaiting(draft: Draft, namespace: string): void {
  const { state, agenda } = draft;
  for (const key of state.index('waitingTasks').keys()) {
    if (state.findOne('waitingTasks', key)?.namespace === namespace) agenda.markWaiting(key);
  }
}
