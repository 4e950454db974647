import type { Connection, PastMoment } from '@gantry/client';
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { formatClock } from '../shared/format/time.ts';
import { holdTime } from '../shared/ui/time.tsx';
import { closePast, openPast, replica, shown } from './cluster.ts';

/** The one clock of the product: which moment all screens show. */
export const useClock = create<{ atMs: number | null }>(() => ({ atMs: null }));

let stopFollowing: (() => void) | null = null;

/** Shows all screens as they were at a moment; null: as they are. What was shown stays until the moment has come. */
export function goTo(atMs: number | null): void {
  useClock.setState({ atMs });
  if (atMs === null) goLive();
  else goBack(atMs);
}

function goBack(atMs: number): void {
  const past = openPast();
  holdTime(atMs);
  stopFollowing ??= past.moment.subscribe(() => {
    if (past.moment.get().shown !== null) shown.set(past);
  });
  past.seek(atMs);
}

function goLive(): void {
  stopFollowing?.();
  stopFollowing = null;
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
  const next = openPast().neighbour(by);
  if (next !== null) goTo(next);
  else if (by > 0) goTo(null);
}

const subscribeMoment = (listener: () => void) => {
  const { atMs } = useClock.getState();
  return atMs === null ? () => {} : openPast().moment.subscribe(listener);
};
const momentNow = () => (useClock.getState().atMs === null ? null : openPast().moment.get());

/** What of the past is shown; null while the screens are live. */
export function useMoment(): PastMoment | null {
  // Another subscription once the clock has left the present, or is back.
  const isPast = useClock((clock) => clock.atMs !== null);
  return useSyncExternalStore(isPast ? subscribeMoment : subscribeNothing, momentNow);
}

const subscribeNothing = () => () => {};

/** Why nothing can be done: the past cannot be changed, and without a connection nothing can be sent. */
export function actingOff(connection: Connection['state'], atMs: number | null): string | null {
  if (atMs !== null) return `You are viewing ${formatClock(atMs)}. Return to live to act.`;
  return connection === 'offline' ? 'Not connected' : null;
}
