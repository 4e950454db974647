import type { JobRecord, TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { madeWords } from './made-words.ts';

const stage = (completions: number) => ({ name: 'main', completions, parallelism: 2 });
const batch = { part: 0, spec: { plan: { kind: 'batch', stages: [stage(4), stage(2)] } } };
const gang = { part: 1, spec: { plan: { kind: 'gang', ranks: 3 } } };

const told = (job: object, ...places: [number, number][]) =>
  madeWords(
    job as unknown as JobRecord,
    places.map(([jobPart, jobIndex]) => ({ jobPart, jobIndex }) as unknown as TaskRecord),
  );

it('says of how many tasks those of the list are while others are still to be made', () => {
  expect(told(batch)).toBe('0 of 6 made');
  expect(told(batch, [0, 0], [0, 1])).toBe('2 of 6 made');
});

it('takes the tries of one task for one that was made', () => {
  expect(told(batch, [0, 0], [0, 0], [0, 1])).toBe('2 of 6 made');
  expect(told(gang, [0, 0], [0, 1], [0, 2], [1, 0])).toBe('1 of 3 made');
});

it('counts the list once all are made', () => {
  expect(told(batch, [0, 0], [0, 1], [0, 2], [0, 3], [1, 0], [1, 0], [1, 1])).toBe('7');
});
