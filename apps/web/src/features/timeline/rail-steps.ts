import { isChord } from '../../shared/is-typing.ts';
import type { RailEntry } from './rail.tsx';

/**
 * Where a key leads among all revisions, in sight or not: older and newer, with Shift to the next notable one, the ends,
 * and back to the current one (null). undefined: it leads nowhere.
 */
export function nextTarget(
  press: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  entries: readonly RailEntry[],
  target: number | null,
): number | null | undefined {
  if (isChord(press)) return undefined;
  const { key, shiftKey } = press;
  const last = entries.length - 1;
  const chosen = target === null ? -1 : entries.findIndex(({ entry }) => entry.number === target);
  const at = chosen < 0 ? last : chosen;
  const isNotable = ({ state }: RailEntry) => state.notable;
  const notableOf = (some: readonly RailEntry[], side: 'first' | 'last') =>
    numberOf(side === 'first' ? some.find(isNotable) : some.findLast(isNotable));
  switch (key) {
    case 'ArrowLeft':
      return shiftKey ? notableOf(entries.slice(0, at), 'last') : numberOf(entries[Math.max(0, at - 1)]);
    case 'ArrowRight':
      return shiftKey ? notableOf(entries.slice(at + 1), 'first') : numberOf(entries[Math.min(last, at + 1)]);
    case 'Home':
      return numberOf(entries[0]);
    case 'End':
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

/** The current one is chosen by choosing none. */
const numberOf = (at: RailEntry | undefined): number | null | undefined =>
  at?.entry.current === true ? null : at?.entry.number;
