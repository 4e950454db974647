import { formatAge, formatClock, formatDateTime } from '../../shared/format/time.ts';
import { presentNow } from '../../shared/ui/time.tsx';
import { useTimeBar } from './time-bar-state.ts';
import { useLag } from './use-lag.ts';

/**
 * Instead of the connection while the past is asked for: which moment, and how long ago it was, or that it is not shown
 * yet.
 */
export function PastPill({ atMs }: { atMs: number }) {
  const lag = useLag();
  return (
    <button
      type="button"
      data-tone="draining"
      title={formatDateTime(atMs)}
      onClick={() => useTimeBar.setState({ open: true })}
      className="relative inline-flex h-6 items-center gap-1.5 rounded-full bg-tone-tint px-2 text-dense font-medium whitespace-nowrap text-tone-ink after:absolute after:inset-0 pointer-coarse:after:-inset-y-2.5"
    >
      <span aria-hidden="true">⟲</span>
      {lag?.isReading ? (
        `reading ${formatClock(atMs)}…`
      ) : (
        <>
          {formatClock(atMs)}
          {lag === null ? (
            <span className="max-sm:sr-only">· {formatAge(presentNow() - atMs)} ago</span>
          ) : (
            ' · not read'
          )}
        </>
      )}
    </button>
  );
}
