import { type Connection, type PastMoment, type PastReplica, ValueStore } from '@gantry/client';
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { formatClock } from '../shared/format/time.ts';
import { tellFailed } from '../shared/toast.ts';
import { holdTime } from '../shared/ui/time.tsx';
import { closePast, openedPast, openPast, replica, shown } from './cluster.ts';

/** The one clock of the product: which moment all screens show. */
export const useClock = create<{ atMs: number | null }>(() => ({ atMs: null }));

/** What of the past is shown; null while the screens are live. */
const moment = new ValueStore<PastMoment | null>(null);
let stopFollowing: (() => void) | null = null;

/** Shows all screens as they were at a moment; null: as they are. What was shown stays until the moment has come. */
export function goTo(atMs: number | null): void {
  useClock.setState({ atMs });
  if (atMs === null) goLive();
  else goBack(atMs);
}

function goBack(atMs: number): void {
  holdTime(atMs);
  const past = openedPast();
  if (past !== null) past.seek(atMs);
  else void openPast().then(follow, stayLive);
}

/** What it takes to look back did not arrive. */
function stayLive(): void {
  goTo(null);
  tellFailed(
    'The past cannot be shown: a part of the dashboard did not arrive',
    'Load the page again, then look back.',
  );
}

/** Meanwhile the clock may have moved on, or be back at the present. */
function follow(past: PastReplica): void {
  const { atMs } = useClock.getState();
  if (atMs === null) {
    closePast();
    return;
  }
  stopFollowing ??= past.moment.subscribe(() => {
    moment.set(past.moment.get());
    if (past.moment.get().shown !== null) shown.set(past);
  });
  past.seek(atMs);
}

function goLive(): void {
  stopFollowing?.();
  stopFollowing = null;
  moment.set(null);
  shown.set(replica);
  holdTime(null);
  closePast();
}

/** To the commit before or after the one that is shown; from the present, to the last one. */
export function stepBy(by: 1 | -1): void {
  const { atMs } = useClock.getState();
  if (atMs === null) {
    if (by < 0) goTo(replica.connection.get().dataAtMs);
    return;
  }
  const past = openedPast();
  if (past === null) return;
  const next = past.neighbour(by);
  if (next !== null) goTo(next);
  else if (by > 0) goTo(null);
}

const subscribeMoment = (listener: () => void) => moment.subscribe(listener);
const momentNow = () => moment.get();

/** What of the past is shown; null while the screens are live. */
export function useMoment(): PastMoment | null {
  return useSyncExternalStore(subscribeMoment, momentNow);
}

/** Why nothing can be done: the past cannot be changed, and without a connection nothing can be sent. */
export function actingOff(connection: Connection['state'], atMs: number | null): string | null {
  if (atMs !== null) return `You are viewing ${formatClock(atMs)}. Return to live to act.`;
  return connection === 'offline' ? 'Not connected' : null;
}
