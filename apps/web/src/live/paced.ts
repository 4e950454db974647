import { useEffect, useRef, useState } from 'react';

/** Of so many rows and more, what is summed over all of them is not read as fast as they change. */
const manyRows = 1_000;
const sumEveryMs = 500;

/**
 * Rows for a sum over all of them: as they are where they are few, and of many a look twice a second, of which the last
 * one always comes. What shows single rows reads them as they are.
 */
export function usePaced<R extends readonly unknown[]>(rows: R): R {
  const [shown, setShown] = useState(rows);
  const shownAtMs = useRef(0);
  const isFew = rows.length < manyRows || shown.length < manyRows;
  useEffect(() => {
    if (rows === shown) return;
    const leftMs = isFew ? 0 : shownAtMs.current + sumEveryMs - performance.now();
    const timer = setTimeout(() => {
      shownAtMs.current = performance.now();
      setShown(rows);
    }, leftMs);
    return () => clearTimeout(timer);
  }, [rows, shown, isFew]);
  return isFew ? rows : shown;
}
