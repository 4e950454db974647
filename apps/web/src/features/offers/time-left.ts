import type { OfferRecord } from '@gantry/model';

/** Held for longer than this part of its time, an offer is about to be lost. */
const lateRatio = 0.8;

export interface TimeLeft {
  /** Until nobody's answer is its answer. */
  leftMs: number;
  /** 0..1, of all its time. */
  leftRatio: number;
  isLate: boolean;
}

/** How long an offer may still be held; null: it has ended. */
export function timeLeftOf(
  { state, createdAtMs }: Pick<OfferRecord, 'state' | 'createdAtMs'>,
  { nowMs, timeoutMs }: { nowMs: number; timeoutMs: number },
): TimeLeft | null {
  if (state !== 'outstanding') return null;
  const leftMs = Math.min(timeoutMs, Math.max(0, createdAtMs + timeoutMs - nowMs));
  const leftRatio = timeoutMs > 0 ? leftMs / timeoutMs : 0;
  return { leftMs, leftRatio, isLate: timeoutMs - leftMs >= timeoutMs * lateRatio };
}
