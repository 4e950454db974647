import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ObedientNode } from './testing/obedient-node.ts';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

const jobs = '/apis/batch/v1/namespaces/default/jobs';
const cronJobs = '/apis/batch/v1/namespaces/default/cronjobs';
const strategic = 'application/strategic-merge-patch+json';

const jobSpec = (more: JsonObject = {}, pod: JsonObject = {}): JsonObject => ({
  template: { spec: { restartPolicy: 'Never', containers: [{ name: 'hello', image: 'hello:1' }], ...pod } },
  ...more,
});

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
  ObedientNode.join(door.plane, 'one');
});
afterEach(() => door.close());

it('makes a job whose pods are found by its selector, suspends it, and deletes it', async () => {
  const made = await door.call('POST', jobs, {
    metadata: { name: 'sum' },
    spec: jobSpec({ completions: 3, parallelism: 2 }),
  });
  expect(made).toMatchObject({
    code: 201,
    warnings: [],
    body: {
      spec: {
        completions: 3,
        parallelism: 2,
        backoffLimit: 6,
        template: { spec: { restartPolicy: 'Never' } },
      },
    },
  });
  const selector = made.body.spec as { selector: { matchLabels: Record<string, string> } };
  const [[key, value]] = Object.entries(selector.selector.matchLabels) as [[string, string]];
  const podsPath = `/api/v1/namespaces/default/pods?labelSelector=${encodeURIComponent(`${key}=${value}`)}`;
  const pods = async () =>
    (await door.call('GET', podsPath)).body.items as { metadata: JsonObject; status: { phase: string } }[];
  await vi.waitFor(async () =>
    expect((await pods()).map(({ status }) => status.phase)).toEqual(['Running', 'Running']),
  );
  expect((await pods())[0]!.metadata).toMatchObject({ ownerReferences: [{ kind: 'Job', name: 'sum' }] });

  const suspended = await door.call('PATCH', `${jobs}/sum`, { spec: { suspend: true } }, strategic);
  expect(suspended.body).toMatchObject({ spec: { suspend: true } });
  await vi.waitFor(async () => expect(await pods()).toEqual([]));
  const table = await door.call('GET', `${jobs}/sum`);
  expect(table.body.status).toMatchObject({ conditions: [{ type: 'Suspended', status: 'True' }] });

  const changed = await door.call(
    'PATCH',
    `${jobs}/sum`,
    { spec: { template: { spec: { containers: [{ name: 'hello', image: 'hello:2' }] } } } },
    strategic,
  );
  expect(changed.body).toMatchObject({ code: 422, reason: 'Invalid' });
  await door.call('DELETE', `${jobs}/sum`);
  await vi.waitFor(async () => expect((await door.call('GET', `${jobs}/sum`)).code).toBe(404));
});

it('shows what a job would be without making it', async () => {
  const answer = await door.call('POST', `${jobs}?dryRun=All`, {
    metadata: { name: 'sum' },
    spec: jobSpec(),
  });
  expect(answer).toMatchObject({
    code: 201,
    body: { spec: { completions: 1, template: { spec: { containers: [{ image: 'hello:1' }] } } } },
  });
  expect(door.plane.view.count('jobs')).toBe(0);
});

it('makes a cron job, and says what of it is not as in Kubernetes', async () => {
  const spec = {
    schedule: '0 3 * * *',
    timeZone: 'Europe/Berlin',
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: jobSpec({ backoffLimit: 2, managedBy: 'me' }, { restartPolicy: 'OnFailure' }) },
  };
  const made = await door.call('POST', cronJobs, { metadata: { name: 'nightly' }, spec });
  expect(made.body).toMatchObject({ spec: { ...spec, successfulJobsHistoryLimit: 3, suspend: false } });
  expect(made.warnings.join()).toContain('OnFailure is served as Never');
  expect(made.warnings.join()).toContain('spec.jobTemplate.spec.managedBy: kept, but not honoured');
  const [record] = door.plane.view.all('jobs');
  expect(record!.spec).toMatchObject({ retries: 2, plan: { kind: 'cron', overlap: 'forbid' } });
  const again = await door.call('PUT', `${cronJobs}/nightly`, made.body);
  expect(again.body.metadata).toEqual(made.body.metadata);
  expect((await door.call('GET', `${jobs}/nightly`)).code).toBe(404);
});

it.each<[string, string, JsonObject, string]>([
  [
    'a policy that restarts',
    jobs,
    jobSpec({}, { restartPolicy: 'Always' }),
    'spec.template.spec.restartPolicy',
  ],
  ['no policy', jobs, jobSpec({}, { restartPolicy: null }), 'spec.template.spec.restartPolicy'],
  ['no completions', jobs, jobSpec({ completions: 0 }), 'spec.completions'],
  ['a limit below nothing', jobs, jobSpec({ backoffLimit: -1 }), 'spec.backoffLimit'],
  ['no containers', jobs, jobSpec({}, { containers: [] }), 'spec.template.spec.containers'],
  ['no schedule', cronJobs, { schedule: 'often', jobTemplate: { spec: jobSpec() } }, 'spec.schedule'],
  [
    'no policy of that name',
    cronJobs,
    { schedule: '@daily', concurrencyPolicy: 'Queue', jobTemplate: { spec: jobSpec() } },
    'spec.concurrencyPolicy',
  ],
])('%s: 422 by the field’s name', async (_, path, spec, field) => {
  const { body } = await door.call('POST', path, { metadata: { name: 'x' }, spec });
  expect(body).toMatchObject({ code: 422, details: { causes: [{ field }] } });
});
