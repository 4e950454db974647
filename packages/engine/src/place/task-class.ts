import type { FrameworkId, JobId, JobRecord, JobStage, Locality, Template } from '@gantry/model';
import { deploymentsFrameworkId, frameworkOfJob } from '../offer/framework.ts';
import { jobCohort, jobTasksUnder } from '../state/cohort.ts';
import type { State } from '../state/state.ts';
import { type Needs, needsOf } from '../state/template-needs.ts';
import { aboutDeployment, aboutJob, type EventObject } from '../timeline.ts';

/** Where tasks would rather be, and how long they wait for it. */
export interface Nearness extends Pick<Locality, 'label' | 'waitSeconds'> {
  value: string;
  /** Their wait is not over: they go nowhere else. */
  isRequired: boolean;
}

/**
 * Tasks that are all alike for placement: those of one replica set, or of one part of a job. Filtered once, not task by
 * task.
 */
export interface TaskClass {
  /** Under which they wait, and are looked at again. */
  key: string;
  /** They are spread first over the nodes, then all of the same owner are. */
  cohort: string;
  ownerCohorts: readonly string[];
  frameworkId: FrameworkId;
  role: string;
  /** null: a deployment's. */
  jobId: JobId | null;
  /** What the timeline tells of them is about it. */
  about: EventObject;
  namespace: string;
  template: Template;
  needs: Needs;
  nearness: Nearness | null;
  /** So many start at once or none does. null: each for itself. */
  together: number | null;
}

export function classOf(state: State, key: string): TaskClass | null {
  const ofJob = jobTasksUnder(key);
  if (ofJob === null) return classOfReplicaSet(state, key);
  const job = state.get('jobs', ofJob.jobId);
  return job === undefined ? null : classOfJob(state, job, { key, ...ofJob });
}

function classOfReplicaSet(state: State, id: string): TaskClass | null {
  const replicaSet = state.get('replicaSets', id);
  const deployment = replicaSet && state.get('deployments', replicaSet.deploymentId);
  if (deployment === undefined || replicaSet === undefined) return null;
  const { template } = state.get('templates', replicaSet.templateHash)!;
  return {
    key: id,
    cohort: id,
    ownerCohorts: state.replicaSetsOf(deployment.id).map((set) => set.id),
    frameworkId: deploymentsFrameworkId,
    role: deployment.spec.role,
    jobId: null,
    about: aboutDeployment(deployment),
    namespace: deployment.namespace,
    template,
    needs: needsOf(template),
    nearness: null,
    together: null,
  };
}

function classOfJob(
  state: State,
  job: JobRecord,
  { key, part, nearby }: { key: string; part: number; nearby: string | null },
): TaskClass | null {
  const { plan, role } = job.spec;
  if ('run' in plan) return null;
  const stage = plan.kind === 'batch' ? plan.stages[part] : plan;
  if (stage === undefined) return null;
  const { template } = state.get('templates', stage.template)!;
  const cohort = jobCohort(job.id, part);
  return {
    key,
    cohort,
    ownerCohorts: [cohort],
    frameworkId: frameworkOfJob(state, job),
    role,
    jobId: job.id,
    about: aboutJob(job),
    namespace: job.namespace,
    template,
    needs: needsOf(template),
    nearness: 'locality' in stage ? nearnessOf(stage, nearby) : null,
    together: plan.kind === 'gang' ? plan.ranks : null,
  };
}

function nearnessOf({ locality }: JobStage, value: string | null): Nearness | null {
  if (locality === null || value === null) return null;
  return { label: locality.label, waitSeconds: locality.waitSeconds, value, isRequired: true };
}
