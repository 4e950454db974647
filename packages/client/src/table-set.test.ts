import { nodeRecord } from '@gantry/api/testing';
import { describe, expect, it } from 'vitest';
import { type ScopeUpdate, TableSet } from './table-set.ts';

const node = (id: string, cordoned = false) =>
  ({ table: 'nodes', key: id, value: nodeRecord(id, { cordoned }) }) as const;
const gone = (id: string) => ({ table: 'nodes', key: id, value: null }) as const;

function update(
  scope: string,
  revision: number,
  changes: ScopeUpdate['changes'],
  whole = false,
): ScopeUpdate {
  return { scope, revision, changes, whole };
}

const keysOf = (tables: TableSet) => [...tables.stores.nodes.keys()];

describe('the tables of a replica', () => {
  it('show a record as long as one scope holds it', () => {
    const tables = new TableSet();
    tables.apply([update('cluster', 1, [node('n1')], true), update('node:n1', 1, [node('n1')], true)]);
    tables.apply([update('node:n1', 2, [gone('n1')])]);
    expect(keysOf(tables)).toEqual(['n1']);
    tables.apply([update('cluster', 2, [gone('n1')])]);
    expect(keysOf(tables)).toEqual([]);
  });

  it('never go back to what a scope that is behind still says', () => {
    const tables = new TableSet();
    tables.apply([update('cluster', 5, [node('n1', true)], true)]);
    tables.apply([update('node:n1', 3, [node('n1', false)], true)]);
    expect(tables.stores.nodes.get('n1')?.cordoned).toBe(true);
  });

  it('lose with a snapshot what it does not have, unless another scope has it', () => {
    const tables = new TableSet();
    tables.apply([update('cluster', 1, [node('n1'), node('n2'), node('n3')], true)]);
    tables.apply([update('node:n3', 1, [node('n3')], true)]);
    tables.apply([update('cluster', 9, [node('n2')], true)]);
    expect(keysOf(tables)).toEqual(['n2', 'n3']);
  });

  it('lose with a scope that is no longer watched what only it held', () => {
    const tables = new TableSet();
    tables.apply([update('cluster', 1, [node('n1'), node('n2')], true)]);
    tables.apply([update('node:n1', 1, [node('n1')], true)]);
    tables.drop('cluster');
    expect(keysOf(tables)).toEqual(['n1']);
  });

  it('tell each reader once of several updates', () => {
    const tables = new TableSet();
    let calls = 0;
    tables.stores.nodes.subscribe(() => {
      calls += 1;
    });
    tables.apply([
      update('cluster', 1, [node('n1')], true),
      update('cluster', 2, [node('n1', true), node('n2')]),
    ]);
    expect(calls).toBe(1);
    expect(tables.stores.nodes.get('n1')?.cordoned).toBe(true);
  });
});
