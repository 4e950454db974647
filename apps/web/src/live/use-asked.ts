import { useCallback, useSyncExternalStore } from 'react';
import type { AskedBoard } from './asked-board.ts';
import { useClock } from './clock.ts';

/** What a board tells of one thing that is shown. null: nothing yet, or the past is shown, of which it does not tell. */
export function useAsked<Id extends string, T>(board: AskedBoard<Id, T>, id: Id): T | null {
  const isPast = useClock(({ atMs }) => atMs !== null);
  const subscribe = useCallback(
    (listener: () => void) => (isPast ? () => {} : board.subscribe(id, listener)),
    [board, id, isPast],
  );
  return useSyncExternalStore(subscribe, () => (isPast ? null : board.get(id)));
}
