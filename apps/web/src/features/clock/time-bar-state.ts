import { create } from 'zustand';

/** How much of the past the bar shows. */
export const spans = [
  { value: '5m', label: '5 m', ms: 5 * 60_000 },
  { value: '15m', label: '15 m', ms: 15 * 60_000 },
  { value: '1h', label: '1 h', ms: 3_600_000 },
  { value: '6h', label: '6 h', ms: 6 * 3_600_000 },
  { value: '1d', label: '1 d', ms: 86_400_000 },
  { value: '7d', label: '7 d', ms: 7 * 86_400_000 },
] as const;
export type Span = (typeof spans)[number]['value'];

interface TimeBarState {
  open: boolean;
  /** null: as much as there is, up to an hour. */
  span: Span | null;
}

export const useTimeBar = create<TimeBarState>(() => ({ open: false, span: null }));

export const toggleTimeBar = (): void => useTimeBar.setState(({ open }) => ({ open: !open }));

/** The span that was chosen, or the shortest that reaches back to the oldest moment that is kept. */
export function spanOf(chosen: Span | null, keptMs: number): Span {
  if (chosen !== null) return chosen;
  return spans.find(({ ms }) => ms >= keptMs && ms <= usualMs)?.value ?? '1h';
}

const usualMs = 3_600_000;

export const spanMs = (span: Span): number => spans.find(({ value }) => value === span)?.ms ?? 3_600_000;

/** The span that the bar shows: it ends now, or lets the moment that is looked at lie in it. */
export function windowOf(
  span: Span,
  { nowMs, atMs }: { nowMs: number; atMs: number | null },
): { fromAtMs: number; toAtMs: number } {
  const ms = spanMs(span);
  const toAtMs = atMs === null || atMs > nowMs - ms ? nowMs : Math.min(nowMs, atMs + ms / 2);
  return { fromAtMs: toAtMs - ms, toAtMs };
}
