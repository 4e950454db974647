import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { goTo, useClock } from '../../live/clock.ts';

/** While the clock is dragged the address follows this long after it has come to rest. */
const settleMs = 250;

/** The moment is in the address: a link shows what was seen, and Back goes back in the same way. */
export function useClockLink(): void {
  const { at } = useSearch({ strict: false });
  const navigate = useNavigate();
  const atMs = useClock((clock) => clock.atMs);
  /** What was last read from the address or written to it. */
  const told = useRef<number | null>(null);
  useEffect(() => {
    const next = at ?? null;
    if (next === told.current) return;
    told.current = next;
    goTo(next);
  }, [at]);
  useEffect(() => {
    if (atMs === told.current) return;
    const write = () => {
      told.current = atMs;
      const search = (old: object) => ({ ...old, at: atMs === null ? undefined : Math.floor(atMs) });
      void navigate({ to: '.', search, replace: true, resetScroll: false });
    };
    const timer = setTimeout(write, atMs === null ? 0 : settleMs);
    return () => clearTimeout(timer);
  }, [atMs, navigate]);
}
