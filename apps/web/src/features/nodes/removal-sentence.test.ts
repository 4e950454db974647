import { expect, it } from 'vitest';
import { removalSentence } from './removal-sentence.ts';

const of = (deploymentId: string | null, jobId: string | null = null) =>
  ({ deploymentId, jobId }) as Parameters<typeof removalSentence>[0][number];

it('says how many containers of how many deployments and jobs are given up', () => {
  expect(removalSentence([of('web'), of('web'), of('cart'), of(null, 'night')])).toBe(
    'Its 4 containers, of 2 deployments and 1 job, are given up and started elsewhere.',
  );
  expect(removalSentence([of('web')])).toBe(
    'Its 1 container, of 1 deployment, is given up and started elsewhere.',
  );
});

it('says of what nothing starts again that it does not', () => {
  expect(removalSentence([of('web'), of(null)])).toBe(
    'Its 2 containers, of 1 deployment, are given up and started elsewhere, but for 1 task that nothing starts again.',
  );
  expect(removalSentence([of(null), of(null)])).toBe(
    'Its 2 containers are given up and nothing starts them again.',
  );
});

it('says that nothing is stopped where nothing runs', () => {
  expect(removalSentence([])).toBe('Nothing runs there: nothing is stopped.');
});
