import type { IntentRecord } from '@gantry/model';
import { useMemo } from 'react';
import { newCommandId, refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useRows } from '../../live/hooks.ts';
import { tellDone, tellFailed } from '../toast.ts';

/** The acts that wait for their undo window, whoever asked for them; the next one due first. */
export function useWaitingIntents(): readonly IntentRecord[] {
  const intents = useRows('intents');
  return useMemo(
    () => intents.filter(({ state }) => state === 'waiting').sort((a, b) => a.dueAtMs - b.dueAtMs),
    [intents],
  );
}

/** Takes an act back. Its toast tells how it went: it may be too late. */
export async function withdraw({ id, summary }: Pick<IntentRecord, 'id' | 'summary'>): Promise<void> {
  try {
    await api.intents.withdraw.mutate({ intent: id, commandId: newCommandId() });
    tellDone(`${summary}: taken back, nothing was done`);
  } catch (error) {
    tellFailed(refusalOf(error).message);
  }
}

/** What `Z` takes back: the one that was asked for last. */
export function newestOf(intents: readonly IntentRecord[]): IntentRecord | undefined {
  return intents.toSorted((a, b) => b.createdAtMs - a.createdAtMs)[0];
}
