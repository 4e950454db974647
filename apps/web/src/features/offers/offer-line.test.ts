import type { OfferRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { bidderTest } from './offer-line.ts';

const spark = { frameworkId: 'f1', name: 'spark', role: 'analytics' };
const web = { frameworkId: 'f2', name: 'web', role: 'eng/web' };
const taken = (line: string, matching: { frameworkId: string; role: string }[] = []) =>
  [spark, web].filter(bidderTest(line, matching as OfferRecord[])).map(({ name }) => name);

it('takes all frameworks of a line that is about offers only', () => {
  expect(taken('')).toEqual(['spark', 'web']);
  expect(taken('outcome:accepted cpu>1')).toEqual(['spark', 'web']);
});

it('takes those that the line names, by framework, role or plain text, and without what it says of offers', () => {
  expect(taken('framework:spark outcome:declined')).toEqual(['spark']);
  expect(taken('-framework:spark')).toEqual(['web']);
  expect(taken('role:eng/*')).toEqual(['web']);
  expect(taken('analy')).toEqual(['spark']);
});

it('takes those of which an offer matches the text', () => {
  expect(taken('node-07')).toEqual([]);
  expect(taken('node-07', [{ frameworkId: 'f2', role: 'eng/web' }])).toEqual(['web']);
});
