import {
  type CommandOf,
  err,
  hasJobEnded,
  type JobId,
  type JobPlan,
  type JobRecord,
  type JobSpec,
  mapTemplates,
  type Rejection,
  rejection,
  templatesOf,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { newProgress } from '../job/runs.ts';
import { dropTemplate } from '../plan/reaper.ts';
import { isSame } from '../same.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutJob, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { changeJob, jobGoneMessage } from './find-job.ts';
import { isRewritten, keepManifest } from './keep-manifest.ts';
import { ensureNamespace } from './namespace.ts';
import { keepTemplate } from './revision.ts';

type Apply = CommandOf<'job.apply'>;

/** Creates the job, or makes it what the command says as far as it can still be changed (rule JB2). */
export function applyJob(draft: Draft, command: Apply): Acceptance {
  const { namespace, name, mode } = command;
  const existing = draft.state.job(namespace, name);
  if (existing === undefined) {
    return mode === 'update'
      ? refuse('not_found', `There is no job ${name} in namespace ${namespace} to update; create it first.`)
      : create(draft, command);
  }
  const spec = keptSpec(draft, command);
  const refusal = refusalOf(existing, spec, command);
  return refusal === null ? update(draft, existing, { command, spec }) : err(refusal);
}

/** The spec as it is recorded: its templates are kept, once, under their hashes. */
function keptSpec(draft: Draft, { spec }: Apply): JobSpec {
  return { ...spec, plan: mapTemplates(spec.plan, (template) => keepTemplate(draft, template)) };
}

function create(draft: Draft, command: Apply): Acceptance {
  const { namespace, name, labels, annotations } = command;
  const refusal = ensureNamespace(draft, namespace);
  if (refusal !== null) return err(refusal);
  const job = draft.put('jobs', {
    ...newProgress,
    id: draft.newId('job') as JobId,
    namespace,
    name,
    labels,
    annotations,
    spec: keptSpec(draft, command),
    generation: 1,
    parentId: null,
    state: 'run' in command.spec.plan ? 'idle' : 'waiting',
    reason: 'Created',
    message: '',
    lastScheduledAtMs: null,
    nextScheduledAtMs: null,
    scheduledForAtMs: null,
    author: draft.actor.name,
    createdAtMs: draft.nowMs,
    updatedAtMs: draft.nowMs,
    deletingAtMs: null,
  });
  keepManifest(draft, job.id, command.text);
  record(draft, aboutJob(job), 'JobCreated', `Created as a ${job.spec.plan.kind} job.`);
  return accepted(pathOf(job), `Job ${name} is created.`);
}

function refusalOf(
  existing: JobRecord,
  spec: JobSpec,
  { name, namespace, mode, ifGeneration }: Apply,
): Rejection | null {
  if (existing.deletingAtMs !== null) return rejection('gone', jobGoneMessage(name));
  if (mode === 'create') {
    const message = `Job ${name} exists already in namespace ${namespace}; choose another name, or delete it first.`;
    return rejection('already_exists', message);
  }
  if (ifGeneration !== null && ifGeneration !== existing.generation) {
    const message = `Job ${name} was changed meanwhile: its generation is ${existing.generation}, yours ${ifGeneration}. Look at it again and repeat your change.`;
    return rejection('conflict', message);
  }
  if (isSame(fixedPart(existing.spec.plan), fixedPart(spec.plan))) {
    const isOver = hasJobEnded(existing.state) && !isSame(existing.spec, spec);
    return isOver
      ? rejection(
          'conflict',
          `Job ${name} has ended: ${existing.state}. Delete it first, or choose another name.`,
        )
      : null;
  }
  const message = `cannot be changed in what runs and how often; delete job ${name} first, or choose another name`;
  return rejection('immutable', `${spec.plan.kind}: ${message}`, [{ field: spec.plan.kind, message }]);
}

/** What a plan keeps for good: of a batch all but how many run at a time; of what makes runs, only its kind. */
function fixedPart(plan: JobPlan): unknown {
  if ('run' in plan) return plan.kind;
  return plan.kind === 'gang'
    ? { ...plan, startDeadlineSeconds: null }
    : plan.stages.map((stage) => ({ ...stage, parallelism: 0 }));
}

function update(
  draft: Draft,
  existing: JobRecord,
  { command, spec }: { command: Apply; spec: JobSpec },
): Acceptance {
  const { labels, annotations } = command;
  const wanted = { labels, annotations, spec };
  const fields = Object.keys(wanted) as (keyof typeof wanted)[];
  const isSo = fields.every((field) => isSame(wanted[field], existing[field]));
  if (isSo && !isRewritten(draft, existing.id, command.text))
    return alreadySo(pathOf(existing), `Job ${existing.name} is so already.`);
  // Another schedule begins now: what the old one would have had next is nothing to it.
  const job = changeJob(draft, existing, { ...wanted, ...(isSo ? {} : { nextScheduledAtMs: null }) });
  keepManifest(draft, existing.id, command.text);
  for (const hash of templatesOf(existing.spec.plan)) dropTemplate(draft, hash);
  record(draft, aboutJob(job), 'JobUpdated', 'Updated.');
  return accepted(pathOf(job), `Job ${job.name} is updated.`);
}
