import type { PaletteEntry } from './palette-index.ts';

/** Those that have all words, best first; of two that are as good the one that came first. */
export function best(
  entries: readonly PaletteEntry[],
  words: readonly string[],
  most: number,
): PaletteEntry[] {
  const ranked = entries.flatMap((entry) => {
    const rank = rankOf(entry, words);
    return rank === null ? [] : [{ entry, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, most).map(({ entry }) => entry);
}

/** Lower is better: the start of the label, then the label, then its details. null: does not match. */
function rankOf(
  { label, detail, words: more = '', id }: PaletteEntry,
  words: readonly string[],
): number | null {
  const name = label.toLowerCase();
  const all = `${name} ${detail.toLowerCase()} ${more.toLowerCase()} ${id.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return null;
  const [first = ''] = words;
  if (name.startsWith(first)) return 0;
  return name.includes(first) ? 1 : 2;
}
