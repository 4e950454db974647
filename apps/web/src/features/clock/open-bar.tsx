import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { refusalOf } from '../../live/changes.ts';
import { goTo, stepBy, useClock, useMoment } from '../../live/clock.ts';
import { useAnnounced } from '../../shared/announcer.ts';
import { formatDateTime } from '../../shared/format/time.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { StripPicture } from './strip-picture.tsx';
import { useStrip } from './strip-query.ts';
import { type Span, spans, useTimeBar } from './time-bar-state.ts';
import { useLag } from './use-lag.ts';

/** The clock of all screens: drag it, step it, or return to live. */
export default function OpenBar() {
  const atMs = useClock((clock) => clock.atMs);
  const moment = useMoment();
  const strip = useStrip();
  const isShown = useLag() === null;
  useAnnounced(
    'the clock',
    atMs === null ? 'Live' : `${isShown ? 'Showing' : 'Reading'} ${formatDateTime(atMs)}`,
  );
  return (
    <section
      aria-label="Time bar"
      className="sticky bottom-(--dock,0px) z-15 flex items-center gap-2 border-t border-line bg-panel px-3 py-1.5 max-md:bottom-[calc(var(--bottom-bar)+var(--dock,0px))] max-md:flex-wrap short:static"
    >
      <div className="flex gap-1">
        <Button icon aria-label="One change back" title="One change back ( , )" onClick={() => stepBy(-1)}>
          <ChevronLeft size={14} />
        </Button>
        <Button
          icon
          aria-label="One change forward"
          title="One change forward ( . )"
          disabled={atMs === null}
          onClick={() => stepBy(1)}
        >
          <ChevronRight size={14} />
        </Button>
      </div>
      <StripPicture {...strip} atMs={atMs} />
      <Select
        aria-label="Span of the time bar"
        className="w-20"
        value={strip.span}
        onChange={(event) => useTimeBar.setState({ span: event.target.value as Span })}
      >
        {spans.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      {/* One width for both, so that the strip does not move while it is dragged. */}
      <div className="flex w-36 justify-end max-md:ml-auto max-md:w-auto">
        {atMs === null ? (
          <Button
            icon
            variant="quiet"
            aria-label="Close the time bar"
            onClick={() => useTimeBar.setState({ open: false })}
          >
            <X size={14} />
          </Button>
        ) : (
          <Button variant="primary" hint="Esc" onClick={() => goTo(null)}>
            Return to live
          </Button>
        )}
      </div>
      {moment?.error != null && (
        <p role="alert" data-tone="failed" className="w-full text-dense text-tone-ink">
          {refusalOf(moment.error).message}
        </p>
      )}
    </section>
  );
}
