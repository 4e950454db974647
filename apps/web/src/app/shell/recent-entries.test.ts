import { expect, it } from 'vitest';
import type { PaletteEntry } from './palette-index.ts';
import { withRecent } from './recent-entries.ts';

const entry = (id: string, group: PaletteEntry['group'] = 'Deployments'): PaletteEntry => ({
  ...{ id, group, label: id, detail: '', to: '/deployments/$namespace/$name' },
});
const ids = (entries: readonly PaletteEntry[]) => entries.map(({ id }) => id);

it('keeps where the palette led, the last first, each once and no more than six', () => {
  const kept = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'b'].reduce<PaletteEntry[]>(
    (before, id) => withRecent(before, entry(id)),
    [],
  );
  expect(ids(kept)).toEqual(['b', 'g', 'f', 'e', 'd', 'c']);
  expect(kept.every(({ group }) => group === 'Recent')).toBe(true);
});

it('keeps no act', () => {
  const before = withRecent([], entry('a'));
  expect(ids(withRecent(before, entry('a-scale', 'Actions')))).toEqual(['a']);
});
