import { expect, it } from 'vitest';
import { changesBetween, heldOrder, RowHold } from './row-hold.ts';

interface Row {
  id: string;
  state: string;
}
const rowKey = ({ id }: Row) => id;
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id, state: 'well' }));
const ids = (some: readonly Row[]) => some.map(rowKey);
const asked = ['name'];

it('keeps everybody in their place while it is held, new ones last, and says how many wait', () => {
  const hold = new RowHold<Row>();
  hold.of(rows('a', 'b', 'c'), undefined, { rowKey, isHeld: false, asked });
  const held = hold.of(rows('n', 'c', 'a'), undefined, { rowKey, isHeld: true, asked });
  expect(ids(held.rows)).toEqual(['a', 'c', 'n']);
  expect(ids(held.lines.rows)).toEqual(['a', 'c', 'n']);
  expect(held.waiting).toBe(2);
  const free = hold.of(rows('n', 'c', 'a'), undefined, { rowKey, isHeld: false, asked });
  expect(ids(free.rows)).toEqual(['n', 'c', 'a']);
  expect(free.waiting).toBe(0);
});

it('shows what rows say now, in the place that they had', () => {
  const hold = new RowHold<Row>();
  hold.of(rows('a', 'b'), undefined, { rowKey, isHeld: false, asked });
  const now = [
    { id: 'b', state: 'failed' },
    { id: 'a', state: 'well' },
  ];
  expect(hold.of(now, undefined, { rowKey, isHeld: true, asked }).rows).toEqual([now[1], now[0]]);
});

it('has the order that a person asks for at once, held or not', () => {
  const hold = new RowHold<Row>();
  hold.of(rows('a', 'b'), undefined, { rowKey, isHeld: true, asked });
  const held = hold.of(rows('b', 'a'), undefined, { rowKey, isHeld: true, asked: ['-name'] });
  expect(ids(held.rows)).toEqual(['b', 'a']);
  expect(held.waiting).toBe(0);
});

it('keeps rows in the group in which they were found', () => {
  const hold = new RowHold<Row>();
  const groupOf = ({ state }: Row) => ({ key: state, label: state });
  const grouping = { groupOf, folded: new Set<string>(), onFold: () => {} };
  const [a, b, c] = rows('a', 'b', 'c') as [Row, Row, Row];
  const at = (some: readonly Row[], isHeld: boolean) => hold.of(some, grouping, { rowKey, isHeld, asked });
  const keys = ({ lines }: ReturnType<typeof at>) =>
    Array.from({ length: lines.count }, (_, index) => lines.at(index).head?.key ?? lines.at(index).row?.id);
  at([a, b, c], true);
  const held = at([a, { ...b, state: 'failed' }, c], true);
  expect(keys(held)).toEqual(['well', 'a', 'b', 'c']);
  // The new group's head comes, and the row goes there.
  expect(held.waiting).toBe(2);
  expect(keys(at([a, { ...b, state: 'failed' }, c], false))).toEqual(['failed', 'b', 'well', 'a', 'c']);
});

it('makes nothing anew where nobody would stand elsewhere', () => {
  const [before, same, more] = [rows('a', 'b'), rows('a', 'b'), rows('a', 'b', 'c')];
  expect(heldOrder(before, same, rowKey)).toBe(same);
  expect(heldOrder(before, more, rowKey)).toBe(more);
});

it('counts the fewest moves, and who comes and leaves', () => {
  const some = ['a', 'b', 'c', 'd', 'e'];
  expect(changesBetween(some, some)).toBe(0);
  expect(changesBetween(some, ['e', 'a', 'b', 'c', 'd'])).toBe(1);
  expect(changesBetween(some, ['b', 'a', 'd', 'c', 'e'])).toBe(2);
  expect(changesBetween(some, ['a', 'b', 'x'])).toBe(4);
});
