import { useLag } from '../../features/clock/use-lag.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { type PlaceCount, placeCounts } from './place-counts.ts';

/**
 * How many things of a place want attention; nothing when none, for a place that can have none, and while the past that
 * was asked for is not there yet: counts of the present are not its own.
 */
export function TroubleCount({ of, open }: { of: string; open: boolean }) {
  const useCount = placeCounts[of];
  const isPresent = useLag()?.isPresent === true;
  return useCount && !isPresent && <Count useCount={useCount} open={open} />;
}

/** Drawn by itself: it changes when nothing else of the rail does. */
function Count({ useCount, open }: { useCount: () => PlaceCount; open: boolean }) {
  const { count, tone } = useCount();
  if (count === 0) return null;
  return (
    <span
      data-tone={tone}
      className={classNames(
        'inline-flex items-center justify-center rounded-full bg-tone px-1 text-[0.625rem] leading-none font-semibold text-panel',
        // Folded, it stands over the corner of the place's icon, and leaves the icon to be known by.
        open ? 'h-4 min-w-4' : 'absolute -top-0.5 -right-0.5 h-3.5 min-w-3.5',
      )}
    >
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{count} need attention</span>
    </span>
  );
}
