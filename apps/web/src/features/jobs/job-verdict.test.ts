import type { JobRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { planSentence } from './job-verdict.ts';

const batch = (...stages: { name: string; completions: number; parallelism: number }[]) =>
  planSentence({ spec: { plan: { kind: 'batch', stages } } } as unknown as JobRecord);

it('says how many tasks a plain batch has, and names the stages of others', () => {
  expect(batch({ name: 'main', completions: 6, parallelism: 2 })).toBe('6 tasks, 2 at a time');
  expect(batch({ name: 'main', completions: 1, parallelism: 1 })).toBe('1 task');
  expect(
    batch(
      { name: 'map', completions: 4, parallelism: 2 },
      { name: 'reduce', completions: 1, parallelism: 1 },
    ),
  ).toBe('4 map, then 1 reduce');
});
