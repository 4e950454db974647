import type { ReactNode } from 'react';
import { useMoment } from '../../live/clock.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { useLag } from './use-lag.ts';

/** Frames what is shown while it is past; dims it, and says so, while it is of another moment than was asked for. */
export function PastVeil({ children }: { children: ReactNode }) {
  const isPast = useMoment() !== null;
  const lag = useLag();
  return (
    <>
      {isPast && (
        <div
          aria-hidden="true"
          data-tone="draining"
          className="pointer-events-none fixed inset-0 z-40 border-2 border-tone"
        />
      )}
      {lag !== null && <LagLine words={lag.words} />}
      <div
        aria-busy={lag?.isReading || undefined}
        className={classNames('transition-opacity duration-75', lag !== null && 'opacity-60')}
      >
        {children}
      </div>
    </>
  );
}

/** Over the screen, which does not move for it, and only once it takes a while. */
function LagLine({ words }: { words: string }) {
  return (
    <div className="pointer-events-none sticky top-(--top-bar) z-19 flex h-0 justify-center px-3">
      <p
        data-tone="draining"
        className="mt-2 h-fit rounded-full border border-tone bg-panel px-3 py-1 text-dense font-medium text-tone-ink opacity-100 shadow-high transition-opacity delay-300 duration-150 starting:opacity-0"
      >
        {words}
      </p>
    </div>
  );
}
