import type { PaletteEntry } from './palette-index.ts';

/** Where the palette led lately, in this browser. */
const storageKey = 'gantry.recent';
const most = 6;

export function recentEntries(): PaletteEntry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(kept) ? (kept as PaletteEntry[]).filter(isPlace).slice(0, most) : [];
  } catch {
    return [];
  }
}

export function keepRecent(entry: PaletteEntry): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(withRecent(recentEntries(), entry)));
  } catch {
    // A browser without storage remembers nothing.
  }
}

/** What was led to before, with what is led to now first. An act is not kept: by the next time it may be refused. */
export function withRecent(before: readonly PaletteEntry[], entry: PaletteEntry): PaletteEntry[] {
  if (entry.group === 'Actions') return [...before];
  const others = before.filter(({ id }) => id !== entry.id);
  return [{ ...entry, group: 'Recent' as const }, ...others].slice(0, most);
}

/** An earlier version of the page kept acts as well. */
const isPlace = ({ search }: PaletteEntry): boolean =>
  search?.panel === undefined && search?.view === undefined;
