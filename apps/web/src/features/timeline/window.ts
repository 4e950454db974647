import type { RailEntry } from './rail.tsx';

/** The part of the history that the lane shows, as indexes; both ends included. */
export interface RevisionWindow {
  from: number;
  to: number;
}

/** What one goes back to is nearly always recent. */
const usualCount = 30;

export function defaultWindow(count: number): RevisionWindow {
  return { from: Math.max(0, count - usualCount), to: Math.max(0, count - 1) };
}

/** The window that a link asks for, by revision numbers; the newest ones when it asks for none. */
export function windowOf(
  entries: readonly RailEntry[],
  asked: { from?: number | undefined; to?: number | undefined },
): RevisionWindow {
  const usual = defaultWindow(entries.length);
  if (asked.from === undefined || asked.to === undefined) return usual;
  const from = entries.findIndex(({ entry }) => entry.number >= (asked.from ?? 0));
  const to = entries.findLastIndex(({ entry }) => entry.number <= (asked.to ?? 0));
  return from < 0 || to < from ? usual : { from, to };
}

/** The newest end stays where it is. `factor` above 1 shows more. */
export function zoomed({ from, to }: RevisionWindow, count: number, factor: number): RevisionWindow {
  const size = Math.max(2, Math.min(count, Math.round((to - from + 1) * factor)));
  const end = Math.min(count - 1, Math.max(to, size - 1));
  return { from: Math.max(0, end - size + 1), to: end };
}
