import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import type { Step } from './step.ts';

/** Work that ends: Job and CronJob. */

const image = (stage: Stage): string => `--image=${stage.images.old}`;
const pods = (job: string): string[] => ['get', 'pods', '-l', `job-name=${job}`];

const runsJobs: Step = {
  title: 'create job, wait for it, logs, describe, delete',
  async play(stage) {
    const { kubectl } = stage;
    await kubectl('create', 'job', 'once', image(stage), '--', 'sh', '-c', 'echo done');
    expect(await kubectl('wait', '--for=condition=complete', 'job/once', '--timeout=30s')).toContain(
      'condition met',
    );
    expect(await kubectl('logs', 'job/once')).toBe('done\n');
    expect(await kubectl('get', 'job', 'once')).toMatch(/once\s+Complete\s+1\/1/);
    expect(await kubectl('describe', 'job', 'once')).toMatch(
      /Pods Statuses:\s+0 Active.* \/ 1 Succeeded \/ 0 Failed/,
    );
    expect(await kubectl(...pods('once'))).toMatch(/0\/1\s+Completed/);
    await kubectl('create', 'job', 'wrong', image(stage), '--', 'sh', '-c', 'exit 3');
    await kubectl('patch', 'job', 'wrong', '-p', '{"spec":{"activeDeadlineSeconds":1}}');
    expect(await kubectl('wait', '--for=condition=failed', 'job/wrong', '--timeout=40s')).toContain(
      'condition met',
    );
    expect(await kubectl('delete', 'job', 'once', 'wrong')).toContain('"wrong"');
    expect(await kubectl(...pods('once'), '-o', 'name')).toBe('');
  },
};

const runsCronJobs: Step = {
  title: 'create cronjob, and a job from it',
  async play(stage) {
    const { kubectl } = stage;
    const schedule = '--schedule=0 0 1 1 *';
    await kubectl(
      'create',
      'cronjob',
      'yearly',
      image(stage),
      schedule,
      '--',
      'sh',
      '-c',
      'echo happy new year',
    );
    expect(await kubectl('get', 'cronjob')).toMatch(/yearly\s+0 0 1 1 \*\s+<none>\s+False\s+0\s+<none>/);
    expect(await kubectl('describe', 'cronjob', 'yearly')).toMatch(/Schedule:\s+0 0 1 1 \*/);
    expect(await kubectl('create', 'job', '--from=cronjob/yearly', 'today')).toBe(
      'job.batch/today created\n',
    );
    await kubectl('wait', '--for=condition=complete', 'job/today', '--timeout=30s');
    expect(await kubectl('logs', 'job/today')).toBe('happy new year\n');
    expect(await kubectl('patch', 'cronjob', 'yearly', '-p', '{"spec":{"suspend":true}}')).toContain(
      'patched',
    );
    expect(await kubectl('get', 'cronjob', 'yearly', '-o', 'jsonpath={.spec.suspend}')).toBe('true');
    expect(await kubectl('delete', 'cronjob/yearly', 'job/today')).toContain('deleted');
    expect(await kubectl('get', 'jobs', '-o', 'name')).toBe('');
  },
};

export const jobs: Step[] = [runsJobs, runsCronJobs];
