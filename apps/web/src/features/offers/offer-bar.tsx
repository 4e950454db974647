import type { OfferRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { formatPlural, formatResources } from '../../shared/format/quantity.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { offerVerdict } from '../../shared/verdict.ts';
import { laneBar, usedRatio } from './funnel.ts';
import type { Slice } from './lane-window.ts';
import { timeLeftOf } from './time-left.ts';
import { usedWords } from './used-words.ts';

/** The part that went back, hatched at the end of the bar. */
const Returned = ({ ratio }: { ratio: number }) => (
  <span className="hatch ml-auto h-full bg-raised" style={{ width: `${ratio * 100}%` }} />
);

/** Too many to be told apart: how many were made when, in the colour of what most of them came to. */
export function OfferStrip({ slices }: { slices: readonly Slice[] }) {
  return slices.map(({ from, width, count, height, most }) => {
    const { tone, label } = offerVerdict({ state: most });
    return (
      <span
        key={from}
        data-tone={tone}
        data-slice
        data-cell
        title={`${formatPlural(count, 'offer')}, most of them: ${label}`}
        className="absolute bottom-0 border-x border-raised bg-tone"
        style={{ left: `${from * 100}%`, width: `${width * 100}%`, height: `${Math.max(8, height * 100)}%` }}
      />
    );
  });
}

/** As high as a row, without what keeps rows apart; by size. */
const heights = { 1: 'h-[3px]', 2: 'h-[5px]', 3: 'h-[8px]' } as const;
const rowPixels = 9;

/** Height by size; the outcome's glyph at the end, so that colour is not all there is. */
export function OfferBar({
  offer,
  row,
  step,
  nowMs,
  windowMs,
  timeoutMs,
}: {
  offer: OfferRecord;
  /** Counted from the top of the lane. */
  row: number;
  step: 1 | 2 | 3;
  nowMs: number;
  windowMs: number;
  timeoutMs: number | null;
}) {
  const navigate = useNavigate();
  const bar = laneBar(offer, nowMs, windowMs);
  if (bar === null) return null;
  const left = timeoutMs === null ? null : timeLeftOf(offer, { nowMs, timeoutMs });
  const { tone, label } = offerVerdict(offer);
  const size = formatResources(offer.resources);
  const used = usedRatio(offer);
  const outcome = used === null ? label : `${label} · ${usedWords(offer)}`;
  return (
    <button
      type="button"
      // The table below has the same offers, for the keys as well.
      tabIndex={-1}
      data-tone={left?.isLate ? 'pending' : tone}
      data-cell
      aria-label={`Offer ${offer.id}: ${outcome}`}
      title={`${offer.id} · ${outcome} · ${size}${offer.reason && ` · ${offer.reason}`}`}
      onClick={() => void navigate({ to: '.', search: (old) => ({ ...old, peek: `offer:${offer.id}` }) })}
      className="absolute flex min-w-3.5 items-center justify-end"
      style={{
        ...{ left: `${bar.from * 100}%`, width: `${(bar.to - bar.from) * 100}%` },
        ...{ top: row * rowPixels, height: rowPixels },
      }}
    >
      <span
        className={classNames(
          'flex-1 rounded-full',
          heights[step],
          bar.ended ? 'flex overflow-hidden bg-tone' : 'border border-tone',
        )}
      >
        {used !== null && <Returned ratio={1 - used} />}
      </span>
      {bar.ended && <StateGlyph tone={tone} size={8} />}
      {left?.isLate && (
        <span className="rounded-control bg-panel px-1 text-label leading-none text-tone-ink">
          {Math.ceil(left.leftMs / 1000)}
        </span>
      )}
    </button>
  );
}
