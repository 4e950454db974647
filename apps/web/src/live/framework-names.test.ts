import { EntityStore } from '@gantry/client';
import type { FrameworkRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { frameworkNamesIn } from './framework-names.ts';

const framework = (id: string, name: string, offersMade = 0) => ({ id, name, offersMade }) as FrameworkRecord;

it('is one and the same map while offers are made, and another one when a name is', () => {
  const store = new EntityStore<FrameworkRecord>();
  const apply = (...records: FrameworkRecord[]) =>
    store.applyBatch(records.map((value) => ({ key: value.id, value })));
  apply(framework('f1', 'spark'), framework('f2', 'web'));
  const names = frameworkNamesIn(store);
  expect([...names]).toEqual([
    ['f1', 'spark'],
    ['f2', 'web'],
  ]);
  apply(framework('f1', 'spark', 7));
  expect(frameworkNamesIn(store)).toBe(names);
  apply(framework('f1', 'flink', 8));
  expect(frameworkNamesIn(store)).not.toBe(names);
  expect(frameworkNamesIn(store).get('f1')).toBe('flink');
});

it('forgets who is gone', () => {
  const store = new EntityStore<FrameworkRecord>();
  store.applyBatch([{ key: 'f1', value: framework('f1', 'spark') }]);
  expect(frameworkNamesIn(store).size).toBe(1);
  store.applyBatch([{ key: 'f1', value: null }]);
  expect(frameworkNamesIn(store).size).toBe(0);
});
