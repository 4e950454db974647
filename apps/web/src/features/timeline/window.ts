import type { RailEntry } from './rail.tsx';

/** The part of the history that the lane shows, as indexes; both ends included. */
export interface RevisionWindow {
  from: number;
  to: number;
}

/** What one goes back to is nearly always recent. */
const usualCount = 30;

export const newest = (count: number, shown: number): RevisionWindow => ({
  from: Math.max(0, count - shown),
  to: Math.max(0, count - 1),
});

export const defaultWindow = (count: number): RevisionWindow => newest(count, usualCount);

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

/**
 * `factor` above 1 shows more. The revision at `about` stays where it is; without one the newest end does.
 */
export function zoomed(
  { from, to }: RevisionWindow,
  count: number,
  { factor, about = to }: { factor: number; about?: number | undefined },
): RevisionWindow {
  const last = to - from + 1;
  const size = Math.max(2, Math.min(count, Math.round(last * factor)));
  const at = Math.min(to, Math.max(from, about));
  const share = at === to ? 1 : (at - from + 0.5) / last;
  const start = at === to ? to + 1 - size : Math.round(at + 0.5 - share * size);
  return placed(start, size, count);
}

/** The same size, with the revision at `index` in the middle if it was not in sight. */
export function including(window: RevisionWindow, count: number, index: number): RevisionWindow {
  if (index < 0 || (index >= window.from && index <= window.to)) return window;
  const size = window.to - window.from + 1;
  return placed(index - Math.floor(size / 2), size, count);
}

/** Moved by so many revisions, as far as there are any. */
export const panned = ({ from, to }: RevisionWindow, count: number, by: number): RevisionWindow =>
  placed(from + by, to - from + 1, count);

function placed(start: number, size: number, count: number): RevisionWindow {
  const from = Math.max(0, Math.min(count - size, start));
  return { from, to: from + size - 1 };
}

/** How much of the history there is, and where it begins when its beginning is gone. */
export function keptWords({
  count,
  shown,
  folded,
  oldest,
}: {
  count: number;
  shown: number;
  folded: number;
  oldest: number;
}): string {
  return [
    `${count} kept`,
    shown < count && `${shown} shown`,
    folded > 0 && `${folded} folded`,
    oldest > 1 && `older than r${oldest} is gone`,
  ]
    .filter(Boolean)
    .join(' · ');
}
