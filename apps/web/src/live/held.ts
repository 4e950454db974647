import { useState } from 'react';

/** What a question found, as a query tells it. */
interface Answered<T> {
  data: T | undefined;
  isPlaceholderData: boolean;
  dataUpdatedAt: number;
}

export interface Held<T> {
  /** What it is about. */
  of: string;
  data: T;
  /** When it was heard, by the clock of this machine. */
  atMs: number;
}

/** The last answer about something, held while a newer question waits or fails. Of something else nothing is held. */
export function heldOf<T>(
  held: Held<T> | null,
  { data, isPlaceholderData, dataUpdatedAt }: Answered<T>,
  of: string,
): Held<T> | null {
  const kept = held?.of === of ? held : null;
  if (data === undefined || isPlaceholderData) return kept;
  return kept?.data === data && kept.atMs === dataUpdatedAt ? kept : { of, data, atMs: dataUpdatedAt };
}

/** The same of a query, whose key may change with every question; `of` says what all of them are about. */
export function useHeld<T>(query: Answered<T>, of: string): Held<T> | null {
  const [held, setHeld] = useState<Held<T> | null>(null);
  const now = heldOf(held, query, of);
  if (now !== held) setHeld(now);
  return now;
}
