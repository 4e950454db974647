import { useEffect, useState } from 'react';

/** Nothing for the first 150 ms: a quick answer shows no placeholder at all. */
export function useLate(afterMs = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return late;
}

const longMs = 3_000;

/**
 * Rows of the height the real ones will have, so that nothing moves when they come. `why`: what takes long, said below
 * them once it does.
 */
export function SkeletonRows({ rows = 6, why }: { rows?: number; why?: string }) {
  const late = useLate();
  const long = useLate(longMs);
  return (
    <div
      role="status"
      aria-label={long && why !== undefined ? undefined : 'Loading'}
      className="flex flex-col"
    >
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={index} className="row-height flex items-center gap-4 px-3">
          {late && (
            <>
              <div className="skeleton h-3 w-40" />
              <div className="skeleton h-3 w-24" />
              <div className="skeleton ml-auto h-3 w-16" />
            </>
          )}
        </div>
      ))}
      {long && why !== undefined && <p className="px-3 pb-3 text-ink-3">{why}</p>}
    </div>
  );
}
