import { type CommandOf, parseJob } from '@gantry/model';
import type { Random } from './random.ts';
import { randomSteps } from './random-steps.ts';

type Apply = CommandOf<'job.apply'>;

/** A job of any kind. Good ones succeed; in a calm world they make no others by themselves. */
export function randomJob(
  random: Random,
  { name, version, badRatio }: { name: string; version: number; badRatio: number },
): Apply {
  const isCalm = badRatio === 0;
  const run = () => randomRun(random, { version, badRatio });
  const schedule = { schedule: '* * * * *', overlap: random.pick(['allow', 'forbid', 'replace']) };
  const plan = random.pick([
    run,
    run,
    () => ({ build: { executors: random.between(1, 3), run: run() } }),
    ...(isCalm ? [] : [() => ({ cron: { ...schedule, run: run() } })]),
  ])();
  const parsed = parseJob({
    name,
    runtime: 'simulated',
    retries: random.between(0, 3),
    backoff: { initialSeconds: random.between(1, 10), maxSeconds: 20 },
    ...(isCalm || random.chance(0.5) ? {} : { activeDeadlineSeconds: random.between(5, 120) }),
    ...(random.chance(0.5) ? { keepForSeconds: random.between(0, 60) } : {}),
    ...plan,
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return { type: 'job.apply', ...parsed.value, mode: 'either', ifGeneration: null };
}

function randomRun(random: Random, of: { version: number; badRatio: number }): object {
  const template = () => randomTemplate(random, of);
  if (random.chance(0.3)) return { gang: { ranks: random.between(1, 5), template: template() } };
  const stage = (name: string) => ({
    name,
    completions: random.between(1, 6),
    parallelism: random.between(1, 3),
    template: template(),
  });
  return { batch: { stages: random.chance(0.5) ? [stage('map')] : [stage('map'), stage('reduce')] } };
}

function randomTemplate(
  random: Random,
  { version, badRatio }: { version: number; badRatio: number },
): object {
  const end = random.chance(badRatio) ? random.pick(['exit=1', 'start-fails', 'never-ready']) : 'exit=0';
  const command = ['simulate', `start-ms=${random.between(0, 800)}`, end];
  return {
    initContainers: randomSteps(random, badRatio),
    containers: [
      {
        name: 'main',
        image: `job:${version}`,
        command: [...command, `after-ms=${random.between(0, 20_000)}`],
        resources: { requests: { cpu: `${random.between(1, 4) * 100}m`, memory: '64Mi' } },
      },
    ],
  };
}

/** What else a person does with a job that is there. */
export function jobDeed(
  random: Random,
  name: string,
): CommandOf<'job.cancel' | 'job.delete' | 'job.suspend' | 'job.resume' | 'job.run'> {
  const named = { namespace: 'default', name };
  return random.pick([
    () => ({ type: 'job.cancel' as const, ...named, reason: 'simulated' }),
    () => ({ type: 'job.delete' as const, ...named, graceSeconds: random.pick([null, 1]) }),
    () => ({ type: 'job.suspend' as const, ...named }),
    () => ({ type: 'job.resume' as const, ...named }),
    () => ({ type: 'job.resume' as const, ...named }),
    () => ({
      type: 'job.run' as const,
      ...named,
      ...{ environment: {}, labels: {}, annotations: {}, runName: null },
    }),
  ])();
}
