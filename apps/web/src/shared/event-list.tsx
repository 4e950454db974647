import type { EventRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { useContext, useMemo, useState } from 'react';
import { useClock } from '../live/clock.ts';
import { EventHold } from './event-hold.ts';
import { formatCount } from './format/quantity.ts';
import { formatDateTime } from './format/time.ts';
import { newestEvents } from './newest-events.ts';
import type { Tone } from './tone.ts';
import { Button } from './ui/button.tsx';
import { ListLine } from './ui/list-line.ts';
import { Panel } from './ui/panel.tsx';
import { SkeletonRows } from './ui/skeleton.tsx';
import { StateGlyph } from './ui/state-glyph.tsx';
import { Ago } from './ui/time.tsx';
import { useHeld } from './ui/use-held.ts';
import { WaitingPill } from './ui/waiting-pill.tsx';

const pageSize = 100;

/** The events of what a screen is about, as a panel of it. */
export function EventsPanel({
  events,
  showObject = false,
  limit,
  isComplete = true,
  nothing = 'No events of it are kept.',
}: {
  events: readonly EventRecord[];
  showObject?: boolean;
  limit?: number;
  /** False: they may still be on their way. */
  isComplete?: boolean;
  /** What is said where there are none: newer ones of other things may have taken their room. */
  nothing?: string;
}) {
  if (events.length === 0 && !isComplete)
    return (
      <Panel title="Events" flush>
        <SkeletonRows rows={3} />
      </Panel>
    );
  return (
    <Panel title="Events" aside={formatCount(events.length)} flush>
      <EventList events={events} showObject={showObject} limit={limit} />
      {events.length === 0 && <p className="px-3 pb-3 text-ink-3">{nothing}</p>}
    </Panel>
  );
}

/** What happened, newest first. `showObject` false where the screen is about that object anyway. */
export function EventList({
  events,
  showObject = true,
  limit = pageSize,
}: {
  events: readonly EventRecord[];
  showObject?: boolean;
  limit?: number | undefined;
}) {
  const [shown, setShown] = useState(limit);
  const [isHeld, holders] = useHeld();
  const { still, waiting, show } = useStillEvents(events, shown, isHeld);
  return (
    <div {...holders}>
      {waiting > 0 && <WaitingPill words={`${formatCount(waiting)} new`} onShow={show} />}
      <ol className="flex flex-col">
        {still.map((event) => (
          <EventRow key={event.id} event={event} showObject={showObject} />
        ))}
      </ol>
      {limit === pageSize && events.length > shown && (
        <Button className="m-3" onClick={() => setShown(shown + pageSize)}>
          Show {Math.min(pageSize, events.length - shown)} older
        </Button>
      )}
    </div>
  );
}

/** The newest of them; while a hand is on the list what happens waits, until `show` or the hand leaves. */
function useStillEvents(all: readonly EventRecord[], count: number, isHeld: boolean) {
  const [hold] = useState(() => new EventHold());
  const [shows, setShows] = useState(0);
  const line = useContext(ListLine);
  const atMs = useClock((clock) => clock.atMs);
  const newest = useMemo(() => newestEvents(all, count), [all, count]);
  const { events: still, waiting } = useMemo(
    () => hold.of(newest, { isHeld, asked: [line, atMs, count, shows] }),
    [hold, newest, isHeld, line, atMs, count, shows],
  );
  return { still, waiting, show: () => setShows(shows + 1) };
}

function EventRow({ event, showObject }: { event: EventRecord; showObject: boolean }) {
  const tone: Tone = event.type === 'Warning' ? 'degraded' : 'stopped';
  return (
    <li className="flex gap-2.5 border-b border-line px-3 py-1.5 last:border-b-0">
      {event.type === 'Warning' ? (
        <StateGlyph tone={tone} className="mt-1" />
      ) : (
        <span aria-hidden="true" data-dot className="mx-1 mt-2 size-1 shrink-0 rounded-full bg-ink-3" />
      )}
      <div className="min-w-0 flex-1">
        <span className="font-medium">{event.reason}</span>
        {showObject && (
          <span className="text-ink-2">
            {' '}
            <EventObject event={event} />
          </span>
        )}
        {event.count > 1 && <span className="text-ink-3"> ×{event.count}</span>}
        <div className="line-clamp-4 wrap-anywhere text-ink-2" title={event.message}>
          {event.message}
        </div>
      </div>
      <div className="flex max-w-20 min-w-12 shrink-0 flex-col items-end md:w-20 text-dense text-ink-3">
        <Link
          to="."
          search={(old) => ({ ...old, at: event.lastAtMs })}
          title={`Everything as it was then, ${formatDateTime(event.lastAtMs)}`}
          className="rounded-control underline-offset-2 hover:text-accent hover:underline"
        >
          <Ago atMs={event.lastAtMs} />
        </Link>
        <span className="max-w-full truncate">{event.actor}</span>
      </div>
    </li>
  );
}

/** The object that an event is about, as a link to its page where it has one. */
function EventObject({ event }: { event: EventRecord }) {
  const { objectKind, objectId, objectName, namespace } = event;
  const className =
    'inline-block max-w-full truncate rounded-control align-bottom hover:text-accent hover:underline underline-offset-2';
  if (objectKind === 'deployment')
    return (
      <Link to="/deployments/$namespace/$name" params={{ namespace, name: objectName }} className={className}>
        {objectName}
      </Link>
    );
  if (objectKind === 'job')
    return (
      <Link to="/jobs/$namespace/$name" params={{ namespace, name: objectName }} className={className}>
        {objectName}
      </Link>
    );
  if (objectKind === 'task')
    return (
      <Link to="/containers/$id" params={{ id: objectId }} className={className}>
        {objectName}
      </Link>
    );
  if (objectKind === 'node')
    return (
      <Link to="/nodes/$node" params={{ node: objectName }} className={className}>
        {objectName}
      </Link>
    );
  return <>{objectName}</>;
}
