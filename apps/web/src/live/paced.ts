import { useEffect, useState, useSyncExternalStore } from 'react';
import { useReplica } from './hooks.ts';
import { Looks } from './look.ts';

/** Of so many rows and more, what is summed over all of them is not read as fast as they change. */
const manyRows = 1_000;

/** One for all sums, so that those of one screen are of the same moment. */
const looks = new Looks();

/**
 * Rows for a sum over all of them: as they are where they are few, and of many a look four times a second, of which the
 * last one always comes. Another moment is another cluster, and shown at once. What shows single rows reads them as they
 * are.
 */
export const usePaced = <R extends readonly unknown[]>(rows: R): R => usePacedOf(rows, rows.length);

/** The same of a value that has so many rows in it. */
export function usePacedOf<V>(value: V, count: number): V {
  const of = useReplica();
  const look = useSyncExternalStore(looks.subscribe, looks.count);
  const [shown, setShown] = useState({ value, count, of, look });
  const isAtOnce = count < manyRows || shown.count < manyRows || shown.of !== of;
  const isSame = value === shown.value && of === shown.of;
  const isDue = look !== shown.look || (isAtOnce && !isSame);
  // While it renders, so that no sum of an older look is shown beside one of this.
  if (isDue) setShown({ value, count, of, look });
  useEffect(() => {
    if (!isSame && !isDue) looks.ask();
  }, [isSame, isDue]);
  return isDue ? value : shown.value;
}
