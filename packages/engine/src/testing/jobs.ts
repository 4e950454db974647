import type { CommandOf, JobRecord, TaskRecord, WantedJobSpec, WantedRunPlan } from '@gantry/model';
import { hasEnded } from '@gantry/model';
import { aContainer, aTemplate } from './builders.ts';
import { aReport, type Cluster, failed, running, wishFulfilled } from './cluster.ts';

/** Jobs for tests: what a test does not name is as a newcomer would have it. */

type Batch = Extract<WantedRunPlan, { kind: 'batch' }>;
type Stage = Batch['stages'][number];

export const aStage = (over: Partial<Stage> = {}): Stage => ({
  name: 'main',
  completions: 1,
  parallelism: over.completions ?? 1,
  locality: null,
  template: aTemplate(),
  ...over,
});

export const batch = (...stages: Partial<Stage>[]): Batch => ({
  kind: 'batch',
  stages: stages.length === 0 ? [aStage()] : stages.map(aStage),
});

export const gang = (
  ranks: number,
  over: Partial<Extract<WantedRunPlan, { kind: 'gang' }>> = {},
): WantedRunPlan => ({ kind: 'gang', ranks, startDeadlineSeconds: null, template: aTemplate(), ...over });

export const wants = (cpuMillis: number) =>
  aTemplate({
    containers: [aContainer({ requests: { cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 } })],
  });

export function aJob(
  name: string,
  plan: WantedJobSpec['plan'],
  over: Partial<Omit<WantedJobSpec, 'plan'>> = {},
): CommandOf<'job.apply'> {
  return {
    type: 'job.apply',
    namespace: 'default',
    name,
    labels: {},
    annotations: {},
    spec: {
      plan,
      role: '*',
      environment: {},
      retries: 2,
      backoff: { firstAtOnce: false, initialSeconds: 10, factor: 2, maxSeconds: 360 },
      activeDeadlineSeconds: null,
      keepForSeconds: null,
      suspended: false,
      ...over,
    },
    mode: 'either',
    ifGeneration: null,
  };
}

export const named = (name: string) => ({ namespace: 'default', name });

export const jobOf = (cluster: Cluster, name: string): JobRecord => cluster.view.job('default', name)!;

export function tasksOf(cluster: Cluster, name: string): TaskRecord[] {
  const job = cluster.view.job('default', name);
  return job === undefined ? [] : [...cluster.view.tasksOfJob(job.id)];
}

export const liveTasks = (cluster: Cluster, name: string): TaskRecord[] =>
  tasksOf(cluster, name).filter(({ state }) => !hasEnded(state));

/** The agent of a task says how it ended. */
export function end(cluster: Cluster, task: TaskRecord, how: 'succeeded' | 'failed', message = ''): void {
  const report =
    how === 'failed'
      ? failed(task, cluster.nowMs, message || undefined)
      : aReport(task, {
          state: 'succeeded',
          reason: 'Completed',
          message: 'container web exited with code 0',
          startedAtMs: task.startedAtMs ?? cluster.nowMs,
          finishedAtMs: cluster.nowMs,
        });
  cluster.report(task.nodeId!, report);
}

/** All agents start what waits for them, and stop what is to stop. */
export const settle = (cluster: Cluster): void => cluster.settle();

/** Every live task of a job that has a node succeeds, once. */
export function succeedAll(cluster: Cluster, name: string): void {
  for (const task of liveTasks(cluster, name)) if (task.nodeId !== null) end(cluster, task, 'succeeded');
}

export { aReport, running, wishFulfilled };
