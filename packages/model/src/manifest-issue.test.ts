import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssues } from './index.ts';

test('a bound that is not itself allowed is told as such', () => {
  const weight = z.strictObject({ weight: z.number().positive().lt(10) });
  const told = (value: number) =>
    describeIssues(weight.safeParse({ weight: value }).error!.issues, { weight: value }).map(
      ({ message }) => message,
    );
  expect(told(0)).toEqual(['must be more than 0']);
  expect(told(10)).toEqual(['must be less than 10']);
});
