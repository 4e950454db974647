/** How many tests went how. */
export interface Counts {
  passed: number;
  failed: number;
  /** The full titles of what was skipped; a title says why. */
  skipped: string[];
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: [] };

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: [...a.skipped, ...b.skipped] };
}

/** The last line of `npm test`. */
export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

interface VitestReport {
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/** From vitest's JSON report. A file that failed to load has no tests and counts as one failure. */
export function countVitest(report: VitestReport): Counts {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const isSkipped = (status: string) => status !== 'passed' && status !== 'failed';
  return {
    passed: tests.filter((each) => each.status === 'passed').length,
    failed: tests.filter((each) => each.status === 'failed').length + broken.length,
    skipped: tests.filter((each) => isSkipped(each.status)).map((each) => each.fullName),
  };
}

interface PlaywrightSuite {
  title: string;
  specs?: { title: string; tests: { status: string }[] }[];
  suites?: PlaywrightSuite[];
}
interface PlaywrightReport {
  suites: PlaywrightSuite[];
  errors?: unknown[];
}

/** From Playwright's JSON report. A flaky test is a failed one: it did not pass when it was asked. */
export function countPlaywright(report: PlaywrightReport): Counts {
  const own = report.suites.map((suite) => countSuite(suite, '')).reduce(addCounts, noCounts);
  return { ...own, failed: own.failed + (report.errors?.length ?? 0) };
}

function countSuite(suite: PlaywrightSuite, above: string): Counts {
  const title = `${above}${suite.title} `;
  const inner = (suite.suites ?? []).map((each) => countSuite(each, title));
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map(({ status }): Counts => {
      if (status === 'skipped') return { passed: 0, failed: 0, skipped: [`${title}${spec.title}`] };
      return status === 'expected' ? { ...noCounts, passed: 1 } : { ...noCounts, failed: 1 };
    }),
  );
  return [...inner, ...own].reduce(addCounts, noCounts);
}
