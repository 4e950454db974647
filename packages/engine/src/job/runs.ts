import { hasJobEnded, type JobId, type JobPlan, type JobRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { byCreation } from '../state/record-key.ts';
import { aboutJob, record } from '../timeline.ts';

type Parent = Extract<JobPlan, { run: unknown }>;

interface RunOf {
  plan: Parent;
  /** null: made from the job's name and the run's id. */
  name: string | null;
  environment: Record<string, string>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  state: 'queued' | 'waiting';
  scheduledForAtMs: number | null;
}

/** Names are at most 63 characters long. */
const longestStem = 46;

/** Makes a run of a cron or build job: a job of its own, with its parent's settings. */
export function makeRun(draft: Draft, parent: JobRecord, { plan, name, state, ...of }: RunOf): JobRecord {
  const id = draft.newId('job') as JobId;
  const run = draft.put('jobs', {
    ...parent,
    id,
    name: name ?? `${parent.name.slice(0, longestStem)}-${id.slice(1)}`,
    labels: { ...parent.labels, ...of.labels },
    annotations: of.annotations ?? {},
    spec: {
      ...parent.spec,
      plan: plan.run,
      environment: { ...parent.spec.environment, ...of.environment },
      suspended: false,
    },
    parentId: parent.id,
    ...newProgress,
    state,
    reason: state === 'queued' ? 'Queued' : 'Created',
    message: state === 'queued' ? 'It waits for an executor.' : '',
    generation: 1,
    lastScheduledAtMs: null,
    nextScheduledAtMs: null,
    scheduledForAtMs: of.scheduledForAtMs,
    author: draft.actor.name,
    createdAtMs: draft.nowMs,
    updatedAtMs: draft.nowMs,
    deletingAtMs: null,
  });
  record(draft, aboutJob(parent), 'RunMade', `Made ${run.name}.`);
  return run;
}

/** What a job begins with. */
export const newProgress = {
  part: 0,
  begun: 0,
  active: 0,
  succeeded: 0,
  failed: 0,
  lastFailure: '',
  startedAtMs: null,
  finishedAtMs: null,
  quarantine: null,
} satisfies Partial<JobRecord>;

export const isOver = ({ state }: JobRecord): boolean => hasJobEnded(state);

/** Runs beyond what is kept of their kind of end are deleted, those first that ended first (rule JB12). */
export function forgetOldRuns(draft: Draft, runs: readonly JobRecord[], plan: Parent): void {
  const ended = runs.filter((run) => isOver(run) && run.deletingAtMs === null);
  const [well, otherwise] = [
    ended.filter(({ state }) => state === 'succeeded'),
    ended.filter(({ state }) => state !== 'succeeded'),
  ];
  for (const [kept, all] of [
    [plan.keepSucceeded, well],
    [plan.keepFailed, otherwise],
  ] as const) {
    const oldest = [...all].sort((a, b) => a.finishedAtMs! - b.finishedAtMs! || byCreation(a.id, b.id));
    for (const run of oldest.slice(0, Math.max(0, oldest.length - kept)))
      draft.update('jobs', run, { deletingAtMs: draft.nowMs });
  }
}
