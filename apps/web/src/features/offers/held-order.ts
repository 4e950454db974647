import { useRef } from 'react';

/** Things in the order in which their keys stood before; those that were not there come last, in their own order. */
export function heldOrder<T>(
  things: readonly T[],
  keyOf: (thing: T) => string,
  before: readonly string[],
): T[] {
  const places = new Map(before.map((key, place) => [key, place]));
  const placeOf = (thing: T) => places.get(keyOf(thing)) ?? before.length;
  return things.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/**
 * Things that change their order by themselves keep it while the pointer or the keys are among them: what is about to be
 * pressed stays where it is. `list`: for the element that they stand in.
 */
export function useHeldOrder<T>(things: readonly T[], keyOf: (thing: T) => string) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef<readonly string[]>([]);
  // Asked of the element: one that had the focus and is gone tells nobody that it lost it.
  const isHeld = list.current?.matches(':hover, :focus-within') ?? false;
  const ordered = isHeld ? heldOrder(things, keyOf, before.current) : things;
  before.current = ordered.map(keyOf);
  return { list, ordered };
}
