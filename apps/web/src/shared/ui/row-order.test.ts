import { expect, it, onTestFinished, vi } from 'vitest';
import type { Column } from './data-table.tsx';
import { RowOrder } from './row-order.ts';

interface Row {
  name: string;
  count: number;
}
const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', width: '1fr', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { id: 'count', header: 'Count', width: '1fr', cell: ({ count }) => count, sortBy: ({ count }) => count },
];
const rows = (counts: number[]): Row[] => counts.map((count, at) => ({ name: `row-${at + 1}`, count }));
const names = (some: readonly Row[]) => some.map(({ name }) => name);

it('orders rows by a column, either way, numbers in names as numbers', () => {
  const order = new RowOrder<Row>();
  const some = rows([3, 1, 2, 0, 9, 8, 7, 6, 5, 4]);
  expect(names(order.of(some, columns, 'count')).slice(0, 3)).toEqual(['row-4', 'row-2', 'row-3']);
  expect(names(order.of(some, columns, '-name')).slice(0, 2)).toEqual(['row-10', 'row-9']);
  expect(order.of(some, columns, undefined)).toBe(some);
});

it('does not sort again where only other things of the rows changed, and shows the new rows', () => {
  const order = new RowOrder<Row>();
  const sort = vi.spyOn(Array.prototype, 'sort');
  onTestFinished(() => sort.mockRestore());
  order.of(rows([3, 1, 2]), columns, '-name');
  const before = sort.mock.calls.length;
  expect(order.of(rows([5, 6, 7]), columns, '-name').map(({ count }) => count)).toEqual([7, 6, 5]);
  expect(sort.mock.calls.length).toBe(before);
  expect(order.of(rows([5, 6, 7]), columns, 'name').map(({ count }) => count)).toEqual([5, 6, 7]);
  expect(sort.mock.calls.length).toBe(before + 1);
});
