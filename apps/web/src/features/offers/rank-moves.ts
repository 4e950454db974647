import { useRef } from 'react';
import { serverNow, useNow } from '../../shared/ui/time.tsx';

/** How many places each has gained (above zero) or lost since; who was not there before, or stands still, is left out. */
export function rankMoves(before: readonly string[], after: readonly string[]): Map<string, number> {
  const places = new Map(before.map((key, place) => [key, place]));
  return new Map(
    after.flatMap((key, place) => {
      const gained = (places.get(key) ?? place) - place;
      return gained === 0 ? [] : [[key, gained] as const];
    }),
  );
}

/** An arrow is to be seen, and is no news after that. */
const shownMs = 10_000;

/** Who moved when the order changed last, for as long as that is news. */
export function useRankMoves(keys: readonly string[]): ReadonlyMap<string, number> {
  const nowMs = useNow();
  const last = useRef<{ keys: readonly string[]; moves: ReadonlyMap<string, number>; atMs: number } | null>(
    null,
  );
  const before = last.current;
  if (before === null || before.keys.join() !== keys.join()) {
    const moves = before === null ? none : rankMoves(before.keys, keys);
    last.current = { keys, moves, atMs: moves.size === 0 ? 0 : serverNow() };
  }
  const { moves = none, atMs = 0 } = last.current ?? {};
  return nowMs - atMs < shownMs ? moves : none;
}

const none: ReadonlyMap<string, number> = new Map();
