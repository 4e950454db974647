import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseLabels, leastLabelPixels } from './labels.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const context: Parameters<typeof chooseLabels>[2] = {
  target: null,
  glyphOf: () => 'served',
  restored: new Set(),
};

it('never lets two labels touch, with any number of revisions in any width', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 50, max: 2_000 }), (count, width) => {
      const revisions = Array.from({ length: count }, (_, index) =>
        revisionEntry(index + 1, { current: index === count - 1 }),
      );
      const step = width / count;
      const cells = revisions.map(({ number }, index) => ({
        number,
        x0: index * step,
        x1: (index + 1) * step,
      }));
      const labels = chooseLabels(revisions, cells, context);
      for (const [index, label] of labels.entries()) {
        const last = labels[index - 1];
        if (last) expect(label.x - last.x).toBeGreaterThanOrEqual(leastLabelPixels - 1e-9);
      }
      expect(labels.some((label) => label.number === count)).toBe(true);
    }),
  );
});

it('prefers the chosen, the failed and the restoring over their neighbours', () => {
  const revisions = [1, 2, 3, 4, 5, 6].map((number) =>
    revisionEntry(number, { current: number === 6, restoredFrom: number === 4 ? 1 : null }),
  );
  const cells = revisions.map(({ number }) => ({ number, x0: number * 20, x1: number * 20 + 20 }));
  const numbers = chooseLabels(revisions, cells, { ...context, target: 2 }).map((label) => label.number);
  expect(numbers).toEqual([2, 4, 6]);
});

it('prefers what was restored over an aborted one, and that over ordinary neighbours', () => {
  const revisions = [1, 2, 3, 4, 5, 6].map((number) => revisionEntry(number, { current: number === 6 }));
  const cells = revisions.map(({ number }) => ({ number, x0: number * 20, x1: number * 20 + 20 }));
  const glyphOf = ({ number }: { number: number }) => (number === 3 ? 'aborted' : 'served');
  const numbers = (restored: ReadonlySet<number>) =>
    chooseLabels(revisions, cells, { target: null, glyphOf, restored }).map((label) => label.number);
  expect(numbers(new Set())).toEqual([1, 3, 6]);
  expect(numbers(new Set([2]))).toEqual([2, 4, 6]);
});
