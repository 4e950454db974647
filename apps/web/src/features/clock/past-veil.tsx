import type { ReactNode } from 'react';
import { useMoment } from '../../live/clock.ts';
import { classNames } from '../../shared/ui/class-names.ts';

/** Frames what is shown while it is past, and dims it while it is of another moment than was asked for. */
export function PastVeil({ children }: { children: ReactNode }) {
  const moment = useMoment();
  const isWaiting = moment?.waiting ?? false;
  return (
    <>
      {moment !== null && (
        <div
          aria-hidden="true"
          data-tone="draining"
          className="pointer-events-none fixed inset-0 z-40 border-2 border-tone"
        />
      )}
      <div
        aria-busy={isWaiting || undefined}
        className={classNames('transition-opacity duration-75', isWaiting && 'opacity-60')}
      >
        {children}
      </div>
    </>
  );
}
