import { expect, it } from 'vitest';
import { type Grouping, linesOf, type RowGroup, statusGroup } from './row-groups.ts';

interface Row {
  name: string;
  of: string;
}
const rows: Row[] = [
  { name: 'a', of: 'web-10' },
  { name: 'b', of: 'web-2' },
  { name: 'c', of: 'web-10' },
];
const by = (groupOf: (row: Row) => RowGroup, ...folded: string[]): Grouping<Row> => ({
  groupOf,
  folded: new Set(folded),
  onFold: () => {},
});
const told = (grouping: Grouping<Row> | undefined) => {
  const lines = linesOf(rows, grouping);
  return Array.from({ length: lines.count }, (_, index) => {
    const { head, row } = lines.at(index);
    return head === undefined ? row.name : `${head.label} ${head.count}${head.isFolded ? ' folded' : ''}`;
  });
};
const byOwner = ({ of }: Row) => ({ key: of, label: of });

it('leaves rows as they are where nothing is grouped', () => {
  expect(told(undefined)).toEqual(['a', 'b', 'c']);
});

it('puts a head above the rows of each group, by name with numbers as numbers, rows in their order', () => {
  expect(told(by(byOwner))).toEqual(['web-2 1', 'b', 'web-10 2', 'a', 'c']);
});

it('keeps only the head of a folded group, and tells the rows that are shown', () => {
  const grouping = by(byOwner, 'web-10');
  expect(told(grouping)).toEqual(['web-2 1', 'b', 'web-10 2 folded']);
  expect(linesOf(rows, grouping).rows).toEqual([rows[1]]);
});

it('stands trouble first where groups are by status', () => {
  const tones = { a: 'running', b: 'failed', c: 'running' } as const;
  const grouping = by(({ name }) => statusGroup({ tone: tones[name as 'a'], label: tones[name as 'a'] }));
  expect(told(grouping)).toEqual(['failed 1', 'b', 'running 2', 'a', 'c']);
});
