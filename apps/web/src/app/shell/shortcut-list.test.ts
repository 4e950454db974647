import { expect, it } from 'vitest';
import { shortcutsOn } from './shortcut-list.ts';

const keysOn = (path: string) => shortcutsOn(path).map(({ keys }) => keys);

it('tells the keys of the screen that is shown, and no others', () => {
  expect(keysOn('/')).toEqual(['1 … 8', 'Ctrl Enter']);
  expect(keysOn('/map')).toEqual([
    ...['F', 'N', '↑ ↓ ← →', 'Enter', 'Space', 'X', '+ − 0', 'T'],
    'Ctrl Enter',
  ]);
  expect(keysOn('/nodes')).toContain('X');
  expect(keysOn('/nodes')).not.toContain('S');
  const timeline = keysOn('/deployments/default/shop/timeline');
  for (const key of ['S', 'R', 'D', '← →', 'B', 'N', 'F']) expect(timeline).toContain(key);
  expect(timeline.filter((key) => key === 'F')).toHaveLength(1);
});
