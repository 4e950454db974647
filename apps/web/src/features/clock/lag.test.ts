import type { PastMoment } from '@gantry/client';
import { expect, it } from 'vitest';
import { formatClock } from '../../shared/format/time.ts';
import { lagOf } from './lag.ts';

const moment = (over: Partial<PastMoment>): PastMoment => ({
  askedAtMs: 5_000,
  shown: null,
  waiting: true,
  error: null,
  ...over,
});
const shown = { revision: 3, atMs: 4_000 };

it('says that the present is shown until the past has come', () => {
  const reading = { isPresent: true, isReading: true, words: 'Still the present: the log is being read' };
  expect(lagOf(5_000, null)).toEqual(reading);
  expect(lagOf(5_000, moment({}))).toEqual(reading);
  expect(lagOf(5_000, moment({ shown, waiting: false }))).toBeNull();
  expect(lagOf(null, null)).toBeNull();
});

it('says so too where the past does not come', () => {
  expect(lagOf(5_000, moment({ waiting: false, error: new Error('gone') }))).toEqual({
    isPresent: true,
    isReading: false,
    words: 'Still the present: the log could not be read',
  });
});

it('names the moment that is shown until the next one has come', () => {
  const words = `Still as of ${formatClock(4_000)}: more of the log is being read`;
  expect(lagOf(9_000, moment({ shown }))).toEqual({ isPresent: false, isReading: true, words });
});
