import { Suspense } from 'react';
import { useClock } from '../../live/clock.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { useTimeBar } from './time-bar-state.ts';

const OpenBar = lazyPart(() => import('./open-bar.tsx'));

/** Under the screen while it is asked for, and whenever the past is shown. */
export function TimeBar() {
  const open = useTimeBar((bar) => bar.open);
  const isPast = useClock((clock) => clock.atMs !== null);
  if (!open && !isPast) return null;
  return (
    <Suspense fallback={<div className="sticky bottom-0 h-12 border-t border-line bg-panel short:static" />}>
      <OpenBar />
    </Suspense>
  );
}
