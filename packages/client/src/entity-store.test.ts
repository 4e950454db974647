import { describe, expect, it } from 'vitest';
import { EntityStore, ValueStore } from './entity-store.ts';

interface Row {
  rank: number;
}

function watched() {
  const store = new EntityStore<Row>();
  const calls = { row: 0, any: 0 };
  store.subscribeRow('a', () => {
    calls.row += 1;
  });
  store.subscribe(() => {
    calls.any += 1;
  });
  return { store, calls };
}

describe('an entity store', () => {
  it('tells each reader once for a batch, and only of what concerns it', () => {
    const { store, calls } = watched();
    store.applyBatch([
      { key: 'a', value: { rank: 1 } },
      { key: 'a', value: { rank: 2 } },
      { key: 'b', value: { rank: 3 } },
    ]);
    expect(calls).toEqual({ row: 1, any: 1 });
    store.applyBatch([{ key: 'b', value: { rank: 4 } }]);
    expect(calls).toEqual({ row: 1, any: 2 });
    store.applyBatch([{ key: 'a', value: null }]);
    expect(calls).toEqual({ row: 2, any: 3 });
    expect([store.version, store.size]).toEqual([3, 1]);
  });

  it('stays silent when nothing changed', () => {
    const { store, calls } = watched();
    const row = { rank: 1 };
    store.applyBatch([{ key: 'a', value: row }]);
    store.applyBatch([{ key: 'a', value: row }]);
    store.applyBatch([{ key: 'gone', value: null }]);
    store.applyBatch([]);
    expect(calls).toEqual({ row: 1, any: 1 });
  });

  it('has every change applied before anybody hears of one', () => {
    const store = new EntityStore<Row>();
    const seen: number[] = [];
    store.subscribeRow('a', () => seen.push(store.get('b')?.rank ?? 0));
    store.applyBatch([
      { key: 'a', value: { rank: 1 } },
      { key: 'b', value: { rank: 2 } },
    ]);
    expect(seen).toEqual([2]);
  });

  it('forgets readers that go, also while they are being told', () => {
    const store = new EntityStore<Row>();
    let calls = 0;
    const stop = store.subscribeRow('a', () => {
      calls += 1;
      stop();
    });
    store.applyBatch([{ key: 'a', value: { rank: 1 } }]);
    store.applyBatch([{ key: 'a', value: { rank: 2 } }]);
    expect(calls).toBe(1);
  });
});

describe('a value store', () => {
  it('tells of another value only', () => {
    const store = new ValueStore(1);
    let calls = 0;
    store.subscribe(() => {
      calls += 1;
    });
    store.set(1);
    store.set(2);
    expect([store.get(), calls]).toEqual([2, 1]);
  });
});
