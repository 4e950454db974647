import { expect, it } from 'vitest';
import { type OnScreen, shortcutsOn } from './shortcut-list.ts';

const nothing = { filter: false, rows: false, opens: false, subjects: false, choice: false, picture: false };
const all = { filter: true, rows: true, opens: true, subjects: true, choice: true, picture: false };
const keysOn = (path: string, there: OnScreen = nothing) => shortcutsOn(path, there).map(({ keys }) => keys);

it('tells the keys of the screen that is shown, and no others', () => {
  expect(keysOn('/')).toEqual(['1 … 8', 'Ctrl Enter']);
  expect(keysOn('/map', { ...nothing, picture: true })).toEqual([
    ...['F', 'N', '↑ ↓ ← →', 'Enter', 'Space', 'X', '+ − 0', 'T'],
    'Ctrl Enter',
  ]);
  expect(keysOn('/nodes', all)).toContain('X');
  expect(keysOn('/nodes', all)).not.toContain('S');
  const timeline = keysOn('/deployments/default/shop/timeline');
  for (const key of ['S', 'R', 'D', '← →', 'B', 'N', 'F']) expect(timeline).toContain(key);
  expect(timeline.filter((key) => key === 'F')).toHaveLength(1);
});

it('tells of lists what their rows can do, and nothing where there are none', () => {
  expect(keysOn('/services', { ...nothing, filter: true, rows: true, opens: true })).toEqual([
    ...['/', 'J K', 'Enter', 'Ctrl Enter'],
  ]);
  expect(keysOn('/activity', { ...nothing, filter: true })).toEqual(['/', 'Ctrl Enter']);
  expect(keysOn('/offers', { ...all, choice: false })).not.toContain('X');
  expect(keysOn('/offers', { ...all, choice: false })).toContain('Space');
});

it('tells each key of the map once, and only those of what it shows: its picture, its table, or that it has no node', () => {
  expect(keysOn('/map')).toEqual(['F', 'T', 'Ctrl Enter']);
  const table = keysOn('/map', { ...all, filter: false });
  expect(table).toEqual([...['J K', 'Enter', 'Space', 'X', 'Shift ↓', 'Ctrl A', 'F', 'T', 'Ctrl Enter']]);
  for (const told of [table, keysOn('/map', { ...nothing, picture: true })])
    expect(new Set(told).size).toBe(told.length);
});
