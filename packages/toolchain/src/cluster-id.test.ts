import { expect, test } from 'vitest';
import { newClusterId } from './cluster-id.ts';

test('clusters of different workers, and two that one makes after each other, share neither addresses nor ports', () => {
  const idsOf = (worker: string) =>
    Array.from({ length: 100 }, () =>
      Number.parseInt(newClusterId({ VITEST_POOL_ID: worker }).slice(0, 6), 16),
    );
  const [one, two, three] = ['1', '2', '3'].map(idsOf);
  for (const kind of [128, 20]) {
    const residues = (ids: number[]) => new Set(ids.map((id) => id % kind));
    const all = [one!, two!, three!].map(residues);
    expect(new Set(all.flatMap((set) => [...set])).size).toBe(all.reduce((sum, { size }) => sum + size, 0));
    for (const [index, id] of one!.entries())
      if (index > 0) expect(id % kind).not.toBe(one![index - 1]! % kind);
  }
});
