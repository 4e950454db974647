import type { Mark, Strip } from '@gantry/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { presentNow, useNow } from '../../shared/ui/time.tsx';
import { type Span, spanOf, useTimeBar, windowOf } from './time-bar-state.ts';

export const stripParts = 160;
const freshMs = 5_000;

export interface StripWindow {
  span: Span;
  fromAtMs: number;
  toAtMs: number;
  strip: CountedStrip | undefined;
}

/** A strip with the span that its parts divide. */
export interface CountedStrip extends Strip {
  fromAtMs: number;
  toAtMs: number;
}

/** What the bar shows, in steps of one part, so that it is asked for again only when there is more to show. */
export function useStrip(): StripWindow {
  const chosen = useTimeBar((bar) => bar.span);
  const { data: kept } = useQuery({
    queryKey: ['kept'],
    queryFn: async () => {
      const nowMs = presentNow();
      const { oldestAtMs } = await api.past.strip.query({ fromAtMs: nowMs - 1, toAtMs: nowMs, parts: 1 });
      return oldestAtMs;
    },
    staleTime: 60_000,
  });
  const span = spanOf(chosen, presentNow() - (kept ?? 0));
  const atMs = useClock((clock) => clock.atMs);
  useNow();
  const exact = windowOf(span, { nowMs: presentNow(), atMs });
  const partMs = (exact.toAtMs - exact.fromAtMs) / stripParts;
  const toAtMs = Math.ceil(exact.toAtMs / partMs) * partMs;
  const fromAtMs = toAtMs - partMs * stripParts;
  const { data } = useQuery({
    queryKey: ['strip', fromAtMs, toAtMs],
    queryFn: async (): Promise<CountedStrip> => {
      const strip = await api.past.strip.query({ fromAtMs, toAtMs, parts: stripParts });
      return { ...strip, fromAtMs, toAtMs };
    },
    placeholderData: keepPreviousData,
    // How far back is kept decides the span, where nobody chose one.
    enabled: chosen !== null || kept !== undefined,
    refetchInterval: freshMs,
  });
  return useMemo(() => ({ span, fromAtMs, toAtMs, strip: data }), [span, fromAtMs, toAtMs, data]);
}

/** The mark before (-1) or after (1) a moment. */
export function markBeside(marks: readonly Mark[], atMs: number, by: 1 | -1): Mark | undefined {
  return by < 0 ? marks.findLast((mark) => mark.atMs < atMs) : marks.find((mark) => mark.atMs > atMs);
}
