import type { OfferRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useRows, useRowsOf } from '../../live/hooks.ts';
import { useOfferTimeoutMs } from '../../live/ladder.ts';
import {
  formatBytes,
  formatCount,
  formatCpu,
  formatPercent,
  formatPlural,
} from '../../shared/format/quantity.ts';
import { formatClock } from '../../shared/format/time.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { Elapsed, useNow } from '../../shared/ui/time.tsx';
import { offerVerdict } from '../../shared/verdict.ts';
import { type Funnel, laneBar, usedRatio } from './funnel.ts';
import {
  forgottenRatio,
  type LaneWindow,
  laneSlices,
  laneWindows,
  mostBars,
  type Slice,
} from './lane-window.ts';
import { timeLeftOf } from './time-left.ts';
import { usedWords } from './used-words.ts';

const choices = Object.entries(laneWindows).map(([value, { label }]) => ({
  value: value as LaneWindow,
  label,
}));

/** What each framework was offered of late: offers from birth to outcome, and over its life what became of them. */
export function OfferLanes({
  funnels,
  loaded,
  window,
  onWindow,
}: {
  funnels: readonly Funnel[];
  /** Offers and frameworks are here: without any lane, none was made. */
  loaded: boolean;
  window: LaneWindow;
  onWindow: (window: LaneWindow) => void;
}) {
  const { ms, label, marks } = laneWindows[window];
  return (
    <Panel
      title={`Last ${label}`}
      aside="each bar is an offer, from made to answered"
      actions={<Segmented label="How far back" value={window} choices={choices} onChange={onWindow} />}
      className="min-h-[8.5rem]"
    >
      <div className="flex flex-col">
        {funnels.map((funnel) => (
          <Lane key={funnel.framework.id} funnel={funnel} windowMs={ms} />
        ))}
        {funnels.length > 0 && <Axis marks={marks} />}
        {funnels.length === 0 &&
          (loaded ? <p className="text-ink-3">No offer was made yet.</p> : <LaneToCome />)}
        <Forgotten funnels={funnels} windowMs={ms} />
      </div>
    </Panel>
  );
}

/** As high as a lane. */
const LaneToCome = () => (
  <div role="status" aria-label="Loading" className="py-2">
    <div className="skeleton h-9" />
  </div>
);

const Axis = ({ marks }: { marks: readonly string[] }) => (
  <div aria-hidden="true" className="flex justify-between pt-1 text-label text-ink-3 md:mr-40 md:ml-64">
    {marks.map((mark) => (
      <span key={mark}>{mark}</span>
    ))}
  </div>
);

/** Says so where the window reaches further back than what is kept. */
function Forgotten({ funnels, windowMs }: { funnels: readonly Funnel[]; windowMs: number }) {
  const offers = useRows('offers');
  const nowMs = useNow();
  const made = funnels.reduce((sum, funnel) => sum + funnel.made, 0);
  const ratio = forgottenRatio(offers, { made, nowMs, windowMs });
  if (ratio === 0) return null;
  const since = formatClock(nowMs - windowMs * (1 - ratio));
  return (
    <p className="pt-1 text-dense text-ink-3">
      Only the newest offers are kept, of this window those since {since}.
    </p>
  );
}

function Lane({ funnel, windowMs }: { funnel: Funnel; windowMs: number }) {
  const offers = useRowsOf('offers', 'frameworkId', funnel.framework.id);
  const now = useNow();
  const timeoutMs = useOfferTimeoutMs();
  const shown = offers.filter((offer) => laneBar(offer, now, windowMs) !== null);
  const { framework, made, accepted, declined, rescinded, acceptRatio, outstanding } = funnel;
  const since =
    outstanding.length === 0 ? null : Math.min(...outstanding.map(({ createdAtMs }) => createdAtMs));
  const outcomes = [
    accepted > 0 && `${formatCount(accepted)} taken`,
    declined > 0 && `${formatCount(declined)} declined`,
    rescinded > 0 && `${formatCount(rescinded)} taken back`,
  ].filter((one) => one !== false);
  const held = outstanding.reduce((sum, offer) => sum + offer.resources.cpuMillis, 0);
  return (
    <section
      aria-label={framework.name}
      className="grid items-center gap-x-4 gap-y-1 border-b border-line py-2 md:grid-cols-[15rem_1fr_9rem]"
    >
      <div className="min-w-0">
        <div className="truncate font-medium">{framework.name}</div>
        <div className="text-dense text-ink-3">
          {[`in all ${formatCount(made)} made`, ...outcomes].join(' · ')}
        </div>
      </div>
      {/* On a phone the last, so that the axis is right under it. */}
      <div data-ground className="relative h-9 overflow-hidden rounded-control bg-raised max-md:order-last">
        {shown.length > mostBars ? (
          <Strip slices={laneSlices(shown, now, windowMs)} />
        ) : (
          shown.map((offer) => <Bar key={offer.id} {...{ offer, nowMs: now, windowMs, timeoutMs }} />)
        )}
      </div>
      <div className="md:text-right max-md:flex max-md:flex-wrap max-md:items-baseline max-md:gap-x-2">
        <div>{acceptRatio === null ? 'no answer yet' : `${formatPercent(acceptRatio)} taken`}</div>
        <div className="text-dense text-ink-3">
          {since === null ? (
            'none held'
          ) : (
            <>
              {outstanding.length} held · {formatCpu(held)} · <Elapsed fromMs={since} />
            </>
          )}
        </div>
      </div>
    </section>
  );
}

/** The part that went back, hatched at the end of the bar. */
const Returned = ({ ratio }: { ratio: number }) => (
  <span className="hatch ml-auto h-full bg-raised" style={{ width: `${ratio * 100}%` }} />
);

/** Too many to be told apart: how many were made when, in the colour of what most of them came to. */
function Strip({ slices }: { slices: readonly Slice[] }) {
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

/** Height by size; the outcome's glyph at the end, so that colour is not all there is. */
function Bar({
  offer,
  nowMs,
  windowMs,
  timeoutMs,
}: {
  offer: OfferRecord;
  nowMs: number;
  windowMs: number;
  timeoutMs: number | null;
}) {
  const navigate = useNavigate();
  const bar = laneBar(offer, nowMs, windowMs);
  if (bar === null) return null;
  const left = timeoutMs === null ? null : timeLeftOf(offer, { nowMs, timeoutMs });
  const { tone, label } = offerVerdict(offer);
  const row = Number.parseInt(offer.id.slice(-1), 36) % 3;
  const size = `${formatCpu(offer.resources.cpuMillis)}, ${formatBytes(offer.resources.memoryBytes)}`;
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
      className="absolute flex h-2 min-w-2 items-center justify-end"
      style={{ left: `${bar.from * 100}%`, width: `${(bar.to - bar.from) * 100}%`, top: 5 + row * 10 }}
    >
      <span
        className={
          bar.ended
            ? 'flex h-1 flex-1 overflow-hidden rounded-full bg-tone'
            : 'h-1.5 flex-1 rounded-full border border-tone'
        }
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
