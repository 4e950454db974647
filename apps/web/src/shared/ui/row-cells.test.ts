import { expect, it } from 'vitest';
import { rowCells } from './row-cells.ts';

const columns = [
  { id: 'name' },
  { id: 'why', covers: (row: { isEmpty: boolean }) => (row.isEmpty ? ['cpu', 'memory'] : []) },
  { id: 'cpu', from: 'xl' as const },
  { id: 'memory', from: 'xl' as const },
  { id: 'age' },
];
const shown = (of: typeof columns, isEmpty: boolean) =>
  rowCells(of, { isEmpty }).map(({ column, index, span }) => [column.id, index, span]);

it('gives a cell the room of those after it that are empty in this row', () => {
  expect(shown(columns, true)).toEqual([
    ['name', 0, 1],
    ['why', 1, 3],
    ['age', 4, 1],
  ]);
  expect(shown(columns, false).map(([, , span]) => span)).toEqual([1, 1, 1, 1, 1]);
  expect(rowCells(columns, { isEmpty: true })[1]).toMatchObject({ spanFrom: 'xl' });
});

it('covers only what stands right after it, and in the same tables', () => {
  const [name, why, cpu, memory, age] = columns as [never, never, never, never, never];
  expect(shown([name, cpu, why, memory, age], true).map(([id, , span]) => [id, span])).toEqual([
    ['name', 1],
    ['cpu', 1],
    ['why', 2],
    ['age', 1],
  ]);
  expect(shown([name, why, age, cpu, memory], true)).toHaveLength(5);
  expect(shown([why, cpu, { id: 'memory' }], true)).toEqual([
    ['why', 0, 2],
    ['memory', 2, 1],
  ]);
});
