import type { EventRecord, TaskRecord } from '@gantry/model';
import { eventFields } from '@gantry/model/event-filter';
import { type FieldReaders, filterFault } from '@gantry/model/filter-line';
import { taskFields } from '@gantry/model/task-filter';
import { liveStates } from '@gantry/model/task-verdict';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { formatCount } from '../shared/format/quantity.ts';
import { refusalOf } from './changes.ts';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';
import { useIsLarge, useRows, useScope } from './hooks.ts';

/** What a list shows: everything, or of a large cluster what the server found first. */
export interface Listed<T> {
  rows: readonly T[];
  loaded: boolean;
  /** What is shown was found for an earlier line. */
  searching: boolean;
  /** How many the server found, shown or not; null: nobody needed to ask it. */
  found: number | null;
  /** How what is shown falls short of everything; null: it does not. */
  note: string | null;
}

const mostListed = 300;
const freshMs = 2_000;
const notReplayed = 'There are too many to show all of them as they were. Open one of them, or the map.';
const nothing = { rows: [], loaded: true, searching: false, found: null, note: null };

/** Of the lines only: nobody reads an age. */
const askable = { tasks: taskFields(() => 0), events: eventFields(() => 0) };

/** Containers: all that are there, or on a large cluster the newest that the filter line takes. */
export function useListedTasks(line: string, { ended }: { ended: boolean }): Listed<TaskRecord> {
  const held = useScope('tasks');
  const rows = useRows('tasks');
  const states = ended ? null : [...liveStates];
  const found = useFound({ of: ['tasks', ended], line, fields: askable.tasks }, (filter, signal) =>
    api.tasks.list.query({ filter, states, limit: mostListed }, { signal }),
  );
  return found ?? { ...nothing, rows, loaded: held };
}

/** Events: all that are kept, or on a large cluster the newest of them that the filter line takes. */
export function useListedEvents(line: string, { warnings }: { warnings: boolean }): Listed<EventRecord> {
  const held = useScope('events');
  const rows = useRows('events');
  const type = warnings ? ('Warning' as const) : null;
  const found = useFound({ of: ['events', warnings], line, fields: askable.events }, (filter, signal) =>
    api.events.list.query({ filter, type, limit: mostListed }, { signal }),
  );
  return found ?? { ...nothing, rows, loaded: held };
}

/** null: the cluster is small enough to hold them all. */
function useFound<T, R>(
  { of, line, fields }: { of: readonly unknown[]; line: string; fields: FieldReaders<R> },
  ask: (filter: string, signal: AbortSignal) => Promise<{ items: T[]; total: number }>,
): Listed<T> | null {
  const isLarge = useIsLarge() === true;
  const isPast = useClock(({ atMs }) => atMs !== null);
  const isFaulty = filterFault(line, fields) !== null;
  const filter = line.trim();
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['listed', ...of, filter],
    queryFn: ({ signal }) => ask(filter, signal),
    enabled: isLarge && !isPast && !isFaulty,
    refetchInterval: freshMs,
    placeholderData: keepPreviousData,
  });
  if (!isLarge) return null;
  if (isPast) return { ...nothing, note: notReplayed };
  // The filter line says itself what is wrong with it.
  if (isFaulty) return nothing;
  if (error !== null && data === undefined) return { ...nothing, note: refusalOf(error).message };
  if (data === undefined) return { ...nothing, loaded: false };
  const { items, total } = data;
  const note =
    total > items.length && !isPlaceholderData ? partNote(items.length, total, filter !== '') : null;
  return { rows: items, loaded: true, searching: isPlaceholderData, found: total, note };
}

function partNote(shown: number, total: number, isFiltered: boolean): string {
  return isFiltered
    ? `The newest ${shown} of ${formatCount(total)} that match: a narrower filter finds the others.`
    : `The newest ${shown} of ${formatCount(total)}: the filter looks through all of them.`;
}
