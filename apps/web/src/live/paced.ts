import { useEffect, useState } from 'react';
import { useReplica } from './hooks.ts';

/** Of so many rows and more, what is summed over all of them is not read as fast as they change. */
const manyRows = 1_000;
const sumEveryMs = 500;

/**
 * Rows for a sum over all of them: as they are where they are few, and of many a look twice a second, of which the last
 * one always comes. Another moment is another cluster, and shown at once. What shows single rows reads them as they are.
 */
export function usePaced<R extends readonly unknown[]>(rows: R): R {
  const of = useReplica();
  const [shown, setShown] = useState({ rows, of });
  const isAtOnce = rows.length < manyRows || shown.rows.length < manyRows || shown.of !== of;
  useEffect(() => {
    if (rows === shown.rows && of === shown.of) return;
    // All sums look at the same moments, so that those of one screen agree.
    const leftMs = isAtOnce ? 0 : sumEveryMs - (performance.now() % sumEveryMs);
    const timer = setTimeout(() => setShown({ rows, of }), leftMs);
    return () => clearTimeout(timer);
  }, [rows, of, shown, isAtOnce]);
  return isAtOnce ? rows : shown.rows;
}
