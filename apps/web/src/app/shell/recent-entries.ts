import type { PaletteEntry } from './palette-index.ts';

/** Where the palette led lately, in this browser. */
const storageKey = 'gantry.recent';
const most = 6;

export function recentEntries(): PaletteEntry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(kept) ? (kept as PaletteEntry[]).slice(0, most) : [];
  } catch {
    return [];
  }
}

export function keepRecent(entry: PaletteEntry): void {
  const others = recentEntries().filter(({ id }) => id !== entry.id);
  try {
    const kept = [{ ...entry, group: 'Recent' }, ...others].slice(0, most);
    localStorage.setItem(storageKey, JSON.stringify(kept));
  } catch {
    // A browser without storage remembers nothing.
  }
}
