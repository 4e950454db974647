import type { ProbeAnswer } from '@gantry/model';
import { expect, it } from 'vitest';
import { answerState, answersWords, troubleNow } from './probe-words.ts';

const answer = (result: ProbeAnswer['result'], over: Partial<ProbeAnswer> = {}): ProbeAnswer => ({
  ...{ atMs: 1, tookMs: 1, result, counts: true },
  message: result === 'success' ? '' : 'HTTP 503',
  ...over,
});

it('says how many answers came, and what was not well', () => {
  expect(answersWords([answer('success')])).toBe('1 answer, all succeeded');
  expect(
    answersWords([
      answer('failure', { counts: false }),
      answer('failure'),
      answer('error'),
      answer('failure'),
      answer('success'),
    ]),
  ).toBe('5 answers, 1 asked too soon, 2 failed, 1 could not be asked');
});

it('draws a failure that counts for nothing unlike one that counts', () => {
  expect(answerState(answer('failure')).tone).toBe('failed');
  expect(answerState(answer('failure', { counts: false })).tone).toBe('stopped');
});

it('tells the reason of a failure until something newer succeeds', () => {
  expect(troubleNow([answer('success'), answer('failure')])?.message).toBe('HTTP 503');
  expect(troubleNow([answer('failure'), answer('success')])).toBeNull();
  expect(troubleNow([])).toBeNull();
});
