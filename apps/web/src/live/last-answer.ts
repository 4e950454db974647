import { useState } from 'react';

/** What a question found, as a query tells it. */
interface Answered<T> {
  data: T | undefined;
  isPlaceholderData: boolean;
  dataUpdatedAt: number;
}

export interface LastAnswer<T> {
  /** What it is about. */
  of: string;
  data: T;
  /** When it was heard, by the clock of this machine. */
  atMs: number;
}

/**
 * The last answer about something, kept while a newer question waits, fails or meets an older answer. Of something else
 * nothing is kept.
 */
export function lastAnswer<T>(
  before: LastAnswer<T> | null,
  { data, isPlaceholderData, dataUpdatedAt }: Answered<T>,
  of: string,
): LastAnswer<T> | null {
  const kept = before?.of === of ? before : null;
  if (data === undefined || isPlaceholderData) return kept;
  // A question that was asked before meets what was heard then.
  if (kept !== null && dataUpdatedAt < kept.atMs) return kept;
  return kept?.data === data && kept.atMs === dataUpdatedAt ? kept : { of, data, atMs: dataUpdatedAt };
}

/** The same of a query, whose key may change with every question; `of` says what all of them are about. */
export function useLastAnswer<T>(query: Answered<T>, of: string): LastAnswer<T> | null {
  const [before, setBefore] = useState<LastAnswer<T> | null>(null);
  const now = lastAnswer(before, query, of);
  if (now !== before) setBefore(now);
  return now;
}
