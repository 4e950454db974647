import type { OfferRecord } from '@gantry/model';
import { useOfferTimeoutMs } from '../../live/ladder.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { useNow } from '../../shared/ui/time.tsx';
import { timeLeftOf } from './time-left.ts';

const around = 2 * Math.PI * 5;

/** Until an offer that is held is lost: a ring that empties, and the seconds. Amber towards the end; nothing once it has ended. */
export function Countdown({
  offer,
  bare = false,
}: {
  offer: OfferRecord;
  /** The ring alone, beside a text that says how long it is held. */
  bare?: boolean;
}) {
  return offer.state === 'outstanding' ? <Held offer={offer} bare={bare} /> : null;
}

function Held({ offer, bare }: { offer: OfferRecord; bare: boolean }) {
  const nowMs = useNow();
  const timeoutMs = useOfferTimeoutMs();
  const left = timeoutMs === null ? null : timeLeftOf(offer, { nowMs, timeoutMs });
  if (left === null) return null;
  const seconds = formatDuration(Math.ceil(left.leftMs / 1000) * 1000);
  return (
    <span
      data-tone={left.isLate ? 'pending' : 'offered'}
      title={`It is taken back in ${seconds} if it is not answered`}
      className="inline-flex items-center gap-1.5 whitespace-nowrap text-tone-ink"
    >
      <svg viewBox="0 0 16 16" width={12} height={12} aria-hidden="true" className="-rotate-90 shrink-0">
        <circle cx="8" cy="8" r="5" fill="none" stroke="var(--border)" strokeWidth="3" />
        <circle
          {...{ cx: 8, cy: 8, r: 5, fill: 'none', stroke: 'currentColor', strokeWidth: 3 }}
          strokeDasharray={`${around * left.leftRatio} ${around}`}
        />
      </svg>
      {bare ? <span className="sr-only">{seconds} left</span> : seconds}
    </span>
  );
}
