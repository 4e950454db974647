import { expect, test } from 'vitest';
import { addCounts, countPlaywright, countVitest, noCounts, summary } from './counts.ts';

test('counts what vitest reports, and a file that did not load as a failure', () => {
  const of = (...statuses: string[]) => statuses.map((status, index) => ({ status, fullName: `t${index}` }));
  const report = {
    testResults: [
      { name: 'a', status: 'failed', assertionResults: of('passed', 'failed', 'pending', 'todo') },
      { name: 'b', status: 'failed', assertionResults: [] },
      { name: 'c', status: 'passed', assertionResults: of('passed') },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 2, failed: 2, skipped: ['t2', 't3'] });
});

test('counts what Playwright reports: flaky is failed, and so is an error outside of tests', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const report = {
    suites: [
      {
        title: 'journey',
        specs: [spec('a', 'expected'), spec('b', 'skipped')],
        suites: [{ title: 'inner', specs: [spec('c', 'flaky'), spec('d', 'unexpected')] }],
      },
    ],
    errors: [{}],
  };
  expect(countPlaywright(report)).toEqual({ passed: 1, failed: 3, skipped: ['journey b'] });
});

test('the summary is one line', () => {
  const counts = addCounts({ ...noCounts, passed: 2 }, { passed: 1, failed: 0, skipped: ['x'] });
  expect(summary(counts)).toBe('3 passed, 0 failed, 1 skipped');
});
