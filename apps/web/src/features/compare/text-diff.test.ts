import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffBlocks, diffRows, lineDiff } from './text-diff.ts';

it('keeps both texts whole', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c: 1', '  d'), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = lineDiff(`${before.join('\n')}\n`, `${after.join('\n')}\n`);
      expect(diff.filter(({ kind }) => kind !== 'added').map(({ text }) => text)).toEqual(before);
      expect(diff.filter(({ kind }) => kind !== 'removed').map(({ text }) => text)).toEqual(after);
      expect(diffBlocks(diff).flatMap((block) => block.lines)).toEqual(diff);
    }),
  );
});

it('folds what is far from any change', () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const after = before.with(10, 'changed');
  const blocks = diffBlocks(lineDiff(before.join('\n'), after.join('\n')));
  expect(blocks.map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['hidden', 7],
    ['lines', 8],
    ['hidden', 6],
  ]);
});

it('puts what was taken away beside what came in its place', () => {
  const rows = diffRows(lineDiff('a\nb\nc\nd\n', 'a\nB\nd\ne\n'));
  expect(rows.map(({ left, right }) => [left?.text ?? null, right?.text ?? null])).toEqual([
    ['a', 'a'],
    ['b', 'B'],
    ['c', null],
    ['d', 'd'],
    [null, 'e'],
  ]);
});
