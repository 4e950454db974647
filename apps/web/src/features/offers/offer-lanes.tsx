import type { OfferRecord } from '@gantry/model';
import { useMemo, useState } from 'react';
import { useRows, useRowsOf } from '../../live/hooks.ts';
import { useOfferTimeoutMs } from '../../live/ladder.ts';
import { formatCount, formatCpu, formatPercent } from '../../shared/format/quantity.ts';
import { formatClock } from '../../shared/format/time.ts';
import { FrameworkLink } from '../../shared/links.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { Elapsed, useNow } from '../../shared/ui/time.tsx';
import { rowsOfBars, sizeOf, stepOf } from './bar-layout.ts';
import { type Funnel, laneBar, shownLanes } from './funnel.ts';
import { forgottenRatio, type LaneWindow, laneSlices, laneWindows, mostBars } from './lane-window.ts';
import { OfferBar, OfferStrip } from './offer-bar.tsx';
import { ShowAll } from './show-all.tsx';
import { useClusterTotal } from './use-cluster-total.ts';

const choices = Object.entries(laneWindows).map(([value, { label }]) => ({
  value: value as LaneWindow,
  label,
}));

/** What each framework was offered of late: offers from birth to outcome, and over its life what became of them. */
export function OfferLanes({
  funnels,
  takes = all,
  nothing = 'No offer was made yet.',
  loaded,
  window,
  onWindow,
}: {
  funnels: readonly Funnel[];
  /** Offers that the filter line does not take are left out of their lanes. */
  takes?: (offer: OfferRecord) => boolean;
  /** Said where there is no lane. */
  nothing?: string;
  /** Offers and frameworks are here: without any lane, none was made. */
  loaded: boolean;
  window: LaneWindow;
  onWindow: (window: LaneWindow) => void;
}) {
  const { ms, label, marks } = laneWindows[window];
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? funnels : shownLanes(funnels);
  const stepFor = useSteps();
  return (
    <Panel
      title={`Last ${label}`}
      aside="each bar is an offer, from made to answered"
      actions={<Segmented label="How far back" value={window} choices={choices} onChange={onWindow} />}
      className="min-h-[8.5rem]"
    >
      <div className="flex flex-col">
        {shown.map((funnel) => (
          <Lane key={funnel.framework.id} {...{ funnel, takes, stepFor }} windowMs={ms} />
        ))}
        {funnels.length > 0 && <Axis marks={marks} />}
        {funnels.length === 0 && (loaded ? <p className="text-ink-3">{nothing}</p> : <LaneToCome />)}
        <ShowAll hidden={funnels.length - shown.length} onShow={() => setIsAll(true)} />
        <Forgotten windowMs={ms} />
      </div>
    </Panel>
  );
}

const all = () => true;

type StepFor = (offer: OfferRecord) => 1 | 2 | 3;

/** How high the bar of an offer is: by its size of the cluster, beside the largest offer that is known. */
function useSteps(): StepFor {
  const offers = useRows('offers');
  const total = useClusterTotal();
  return useMemo(() => {
    const size = ({ resources }: OfferRecord) => sizeOf(resources, total);
    const largest = offers.reduce((most, offer) => Math.max(most, size(offer)), 0);
    return (offer) => stepOf(size(offer), largest);
  }, [offers, total]);
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
function Forgotten({ windowMs }: { windowMs: number }) {
  const offers = useRows('offers');
  const frameworks = useRows('frameworks');
  const nowMs = useNow();
  const made = frameworks.reduce((sum, { offersMade }) => sum + offersMade, 0);
  const ratio = forgottenRatio(offers, { made, nowMs, windowMs });
  if (ratio === 0) return null;
  const since = formatClock(nowMs - windowMs * (1 - ratio));
  return (
    <p className="pt-1 text-dense text-ink-3">
      Only the newest offers are kept, of this window those since {since}.
    </p>
  );
}

function Lane({
  funnel,
  takes,
  stepFor,
  windowMs,
}: {
  funnel: Funnel;
  takes: (offer: OfferRecord) => boolean;
  stepFor: StepFor;
  windowMs: number;
}) {
  const offers = useRowsOf('offers', 'frameworkId', funnel.framework.id);
  const now = useNow();
  const timeoutMs = useOfferTimeoutMs();
  const rows = useMemo(() => rowsOfBars(offers, windowMs), [offers, windowMs]);
  const shown = offers.filter((offer) => laneBar(offer, now, windowMs) !== null && takes(offer));
  const { framework, made, accepted, declined, rescinded, acceptRatio, outstanding } = funnel;
  const since =
    outstanding.length === 0 ? null : Math.min(...outstanding.map(({ createdAtMs }) => createdAtMs));
  const outcomes = [
    accepted > 0 && `${formatCount(accepted)} taken, ${formatPercent(acceptRatio ?? 0)} of those answered`,
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
        <div className="truncate font-medium">
          <FrameworkLink id={framework.id} name={framework.name} />
        </div>
        <div className="text-dense text-ink-3">
          {[`in all ${formatCount(made)} made`, ...outcomes].join(' · ')}
        </div>
      </div>
      {/* On a phone the last, so that the axis is right under it. */}
      <div data-ground className="relative h-9 overflow-hidden rounded-control bg-raised max-md:order-last">
        {shown.length > mostBars ? (
          <OfferStrip slices={laneSlices(shown, now, windowMs)} />
        ) : (
          shown.map((offer) => (
            <OfferBar
              key={offer.id}
              {...{ offer, nowMs: now, windowMs, timeoutMs }}
              row={rows.get(offer.id) ?? 0}
              step={stepFor(offer)}
            />
          ))
        )}
      </div>
      <div className="md:text-right max-md:flex max-md:flex-wrap max-md:items-baseline max-md:gap-x-2">
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
