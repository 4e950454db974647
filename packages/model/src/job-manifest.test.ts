import { describe, expect, test } from 'vitest';
import { formatJob, type JobParts, parseJob } from './job-manifest.ts';

const template = { containers: [{ name: 'main', command: ['true'] }] };
const process = (name: string, of: object) => ({ name, runtime: 'process', ...of });

function parsed(input: unknown): JobParts {
  const job = parseJob(input);
  if (!job.ok) throw new Error(job.error.message);
  return job.value;
}

function issues(input: unknown): string[] {
  const job = parseJob(input);
  return job.ok ? [] : job.error.issues.map(({ field, message }) => `${field}: ${message}`);
}

describe('a job as a person writes it', () => {
  test('a batch with one template is one stage, as wide as it is long', () => {
    const job = parsed(process('sum', { batch: { completions: 5, template } }));
    expect(job.spec).toMatchObject({
      plan: {
        kind: 'batch',
        stages: [{ name: 'main', completions: 5, parallelism: 5, locality: null }],
      },
      role: '*',
      retries: 6,
      backoff: { firstAtOnce: false, initialSeconds: 10, factor: 2, maxSeconds: 360 },
      activeDeadlineSeconds: null,
      suspended: false,
    });
  });

  test('a gang is not tried again unless it says so', () => {
    const job = parsed(process('mpi', { gang: { ranks: 4, template } }));
    expect(job.spec).toMatchObject({
      plan: { kind: 'gang', ranks: 4, startDeadlineSeconds: null },
      retries: 0,
    });
  });

  test('cron and build jobs hold what they run', () => {
    const cron = parsed(
      process('nightly', { cron: { schedule: '30 2 * * *', run: { batch: { template } } } }),
    );
    expect(cron.spec.plan).toMatchObject({
      kind: 'cron',
      timeZone: 'UTC',
      overlap: 'allow',
      keepSucceeded: 3,
      keepFailed: 1,
      run: { kind: 'batch' },
    });
    const build = parsed(process('ci', { build: { executors: 2, run: { batch: { template } } } }));
    expect(build.spec.plan).toMatchObject({ kind: 'build', executors: 2, keepSucceeded: 20 });
  });

  test.each<[string, object, string[]]>([
    ['no kind', {}, [': must hold one of `batch`, `gang`, `build`, `cron`']],
    [
      'two kinds',
      { batch: { template }, gang: { ranks: 2, template } },
      ['gang: is one too many beside `batch`; keep one'],
    ],
    ['no template', { batch: {} }, ['batch.template: is required, or `stages` with a template each']],
    [
      'a template beside stages',
      { batch: { template, stages: [{ name: 'map', template }] } },
      ['batch.template: belongs into each of the `stages`'],
    ],
    [
      'two stages of one name',
      {
        batch: {
          stages: [
            { name: 'map', template },
            { name: 'map', template },
          ],
        },
      },
      ['batch.stages[1].name: the stage name `map` is used twice; the first is at [0]'],
    ],
    [
      'a time zone that is none',
      { cron: { schedule: '@daily', timeZone: 'Mars/North', run: { batch: { template } } } },
      ['cron.timeZone: must be a time zone such as `UTC` or `Europe/Berlin`'],
    ],
    [
      'a day that never comes',
      { cron: { schedule: '0 0 30 2 *', run: { batch: { template } } } },
      ['cron.schedule: never comes about: there is no such day'],
    ],
    ['ranks of none', { gang: { ranks: 0, template } }, ['gang.ranks: must be at least 1']],
    [
      'a misspelt field',
      { batch: { completion: 3, template } },
      ['batch.completion: unknown field `completion`; did you mean `completions`?'],
    ],
    [
      'a variable that is none',
      { environment: { '1': 'x' }, batch: { template } },
      [
        'environment["1"]: must be of letters, digits, `_`, `-` or `.`, must not start with a digit, and has at most 256 characters',
      ],
    ],
  ])('refuses %s', (_, of, expected) => {
    expect(issues(process('job', of))).toEqual(expected);
  });

  test('a schedule with too few fields is told what it needs', () => {
    const [issue] = issues(process('job', { cron: { schedule: '0 0 1', run: { batch: { template } } } }));
    expect(issue).toMatch(/^cron\.schedule: must be five cron fields/);
  });

  test.each([
    process('a', { batch: { template, completions: 3, parallelism: 2 } }),
    process('b', {
      batch: {
        stages: [
          { name: 'map', completions: 100, template, locality: { label: 'rack', values: ['1', '2'] } },
          { name: 'reduce', completions: 10, template },
        ],
      },
      retries: 3,
      keepForSeconds: 60,
      environment: { INPUT: '/data' },
    }),
    process('c', { gang: { ranks: 4, startDeadlineSeconds: 5, template }, role: 'science/mpi' }),
    process('d', { cron: { schedule: '@hourly', run: { gang: { ranks: 2, template } } }, suspended: true }),
    process('e', { build: { executors: 1, run: { batch: { template } } }, activeDeadlineSeconds: 9 }),
  ])('$name: what is written back means the same', (manifest) => {
    const job = parsed(manifest);
    expect(parsed(formatJob(job))).toEqual(job);
  });
});
