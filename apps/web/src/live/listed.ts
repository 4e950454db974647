import type { EventRecord, TaskRecord } from '@gantry/model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { formatCount } from '../shared/format/quantity.ts';
import { refusalOf } from './changes.ts';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';
import { useIsLarge, useRows, useScope } from './hooks.ts';

/** What a list shows: everything, or of a large cluster what the server found first. */
export interface Listed<T> {
  rows: readonly T[];
  ready: boolean;
  /** How what is shown falls short of everything; null: it does not. */
  note: string | null;
}

const mostListed = 300;
const freshMs = 2_000;
const notReplayed = 'There are too many to show all of them as they were. Open one of them, or the map.';

/** Containers: all that are there, or on a large cluster the newest that hold the text in their names. */
export function useListedTasks(text: string): Listed<TaskRecord> {
  const held = useScope('tasks');
  const rows = useRows('tasks');
  const found = useFound(['listed tasks', text], () => api.tasks.list.query({ text, limit: mostListed }));
  return found ?? { rows, ready: held, note: null };
}

/** Events: all that are kept, or on a large cluster the newest of them. */
export function useListedEvents(text: string): Listed<EventRecord> {
  const held = useScope('events');
  const rows = useRows('events');
  const found = useFound(['listed events', text], () => api.events.list.query({ text, limit: mostListed }));
  return found ?? { rows, ready: held, note: null };
}

/** null: the cluster is small enough to hold them all. */
function useFound<T>(
  key: readonly string[],
  ask: () => Promise<{ items: T[]; total: number }>,
): Listed<T> | null {
  const isLarge = useIsLarge() === true;
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: ask,
    enabled: isLarge && !isPast,
    refetchInterval: freshMs,
    placeholderData: keepPreviousData,
  });
  if (!isLarge) return null;
  if (isPast) return { rows: [], ready: true, note: notReplayed };
  if (error !== null && data === undefined) return { rows: [], ready: true, note: refusalOf(error).message };
  const { items = [], total = 0 } = data ?? {};
  const isPart = total > items.length;
  const note = isPart
    ? `The newest ${items.length} of ${formatCount(total)}: type words to find others.`
    : null;
  return { rows: items, ready: data !== undefined, note };
}
