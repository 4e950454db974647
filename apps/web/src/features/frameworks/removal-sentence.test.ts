import { expect, it } from 'vitest';
import { removalSentence } from './removal-sentence.ts';

it('says how much is stopped, and what goes back', () => {
  expect(removalSentence({ tasks: 3, offers: 2 })).toBe(
    'Its 3 tasks are stopped at once, and nothing starts them again; 2 offers that it holds go back.',
  );
  expect(removalSentence({ tasks: 1, offers: 0 })).toBe(
    'Its 1 task is stopped at once, and nothing starts it again.',
  );
  expect(removalSentence({ tasks: 0, offers: 1 })).toBe('It runs nothing; 1 offer that it holds goes back.');
});

it('says that all is stopped where it is not known how much', () => {
  expect(removalSentence({ tasks: null, offers: 0 })).toBe('Everything it runs is stopped.');
});
