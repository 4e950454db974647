import { expect, it } from 'vitest';
import { paceWords } from './pace-words.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it('says how long nine of ten took, or that too few were completed to say', () => {
  expect(plain(paceWords({ completed: 12, medianMs: 60_000, p90Ms: 100_000 }))).toBe(
    'nine of ten of the last 12 took 1 m 40 s or less',
  );
  const unknown = { medianMs: null, p90Ms: null };
  expect(paceWords({ completed: 0, ...unknown })).toBe('');
  expect(paceWords({ completed: 1, ...unknown })).toBe(
    'only 1 was completed: too few to say how long they take',
  );
  expect(paceWords({ completed: 4, ...unknown })).toBe(
    'only 4 were completed: too few to say how long they take',
  );
});
