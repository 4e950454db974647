import type { EventRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';
import { useIsLarge, useRowsOf, useScope } from './hooks.ts';

const freshMs = 2_000;
const mostAsked = 300;
const none: readonly EventRecord[] = [];
const notReplayed = 'There are too many containers to show the events as they were.';
const notLoaded = 'The events could not be loaded. They are asked for again.';

/**
 * What happened to one object; of a large cluster, of which not all events are held, the server is asked for the newest.
 * `isComplete` false: they are still on their way. `nothing`: what to say where there are none.
 */
export function useEventsOf(objectId: string | undefined): {
  events: readonly EventRecord[];
  isComplete: boolean;
  nothing?: string;
} {
  const isReady = useScope('events');
  const isLarge = useIsLarge();
  const held = useRowsOf('events', 'objectId', objectId);
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { data, isError } = useQuery({
    queryKey: ['events of', objectId],
    queryFn: ({ signal }) =>
      api.events.list.query({ objectId: objectId ?? null, limit: mostAsked }, { signal }),
    enabled: isLarge === true && !isPast && objectId !== undefined,
    refetchInterval: freshMs,
  });
  if (isLarge !== true) return { events: held, isComplete: isReady };
  if (isPast) return { events: none, isComplete: true, nothing: notReplayed };
  if (data === undefined && isError) return { events: none, isComplete: true, nothing: notLoaded };
  return { events: data?.items ?? none, isComplete: data !== undefined };
}
