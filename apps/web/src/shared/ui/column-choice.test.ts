import { describe, expect, test } from 'vitest';
import {
  arranged,
  type ColumnChoice,
  moved,
  noChoice,
  shownColumns,
  toggled,
  widened,
} from './column-choice.ts';

const columns = ['name', 'status', 'node', 'age'].map((id) => ({ id, width: '1fr' }));
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join(' ');

describe('columns', () => {
  test('stand as the table has them until somebody chooses', () => {
    expect(arranged(columns, noChoice)).toEqual(columns);
    expect(ids(shownColumns(columns, noChoice))).toBe('name status node age');
  });

  test('are hidden and shown again, the first never', () => {
    const without = toggled(toggled(noChoice, 'node'), 'name');
    expect(ids(shownColumns(columns, without))).toBe('name status age');
    expect(ids(shownColumns(columns, toggled(without, 'node')))).toBe('name status node age');
  });

  test('move by one place and stop at the ends', () => {
    const once = moved(noChoice, { columns, id: 'age', by: -1 });
    expect(ids(arranged(columns, once))).toBe('name status age node');
    const twice = moved(once, { columns, id: 'age', by: -1 });
    expect(ids(arranged(columns, twice))).toBe('name age status node');
    expect(moved(twice, { columns, id: 'age', by: -1 })).toBe(twice);
    expect(moved(noChoice, { columns, id: 'name', by: 1 })).toBe(noChoice);
  });

  test('keep a width, never too narrow to take hold of again', () => {
    const wide = widened(noChoice, 'node', 200.4);
    expect(arranged(columns, wide)[2]).toEqual({ id: 'node', width: '200px' });
    expect(widened(wide, 'node', 3).widths.node).toBe(48);
  });

  test('that the table does not have (any more) change nothing', () => {
    const old: ColumnChoice = { hidden: ['gone'], order: ['gone'], widths: { gone: 90 } };
    expect(ids(shownColumns(columns, old))).toBe('name status node age');
  });
});
