import { hasEnded, hasJobEnded, type JobId, type JobRecord, type TaskRecord } from '@gantry/model';
import { isOpenGang } from '../state/gathering.ts';
import type { CommitFacts, View } from './facts.ts';

/** What jobs promise: an end stays, an index succeeds once and runs once at a time, a gang is placed whole (rules JB). */
export function checkJobs(facts: CommitFacts): string[] {
  const made = new Map<JobId, TaskRecord[]>();
  const placed = new Map<JobId, TaskRecord[]>();
  const found: string[] = [];
  for (const change of facts.commit.changes) {
    if (change.table === 'jobs' && change.value !== null)
      found.push(...checkEnd(facts.before.get('jobs', change.key), change.value));
    if (change.table !== 'tasks' || change.value === null || change.value.jobId === null) continue;
    const before = facts.before.get('tasks', change.key);
    if (before === undefined) add(made, change.value);
    if (change.value.nodeId !== null && (before?.nodeId ?? null) === null) add(placed, change.value);
  }
  for (const [id, tasks] of made) found.push(...checkMade(facts, id, tasks));
  for (const [id, tasks] of placed) found.push(...checkPlaced(facts.after, id, tasks));
  return [...found, ...checkGathered(facts)];
}

/** Room is kept for one gang at a time, which is open and may gather: two that keep some could wait for each other. */
function checkGathered({ commit, after }: CommitFacts): string[] {
  if (!commit.changes.some(({ table }) => table === 'reservations')) return [];
  const ids = new Set([...after.all('reservations')].flatMap(({ jobId }) => jobId ?? []));
  const found = ids.size > 1 ? [`room is kept for ${ids.size} gangs at once`] : [];
  for (const id of ids) {
    const job = after.get('jobs', id);
    const isOpen = job !== undefined && isOpenGang(job) && typeof job.gathersUntilMs === 'number';
    if (!isOpen) found.push(`room is kept for job ${job?.name ?? id}, which gathers none`);
  }
  return found;
}

function add(to: Map<JobId, TaskRecord[]>, task: TaskRecord): void {
  to.set(task.jobId!, [...(to.get(task.jobId!) ?? []), task]);
}

function checkEnd(before: JobRecord | undefined, { name, state }: JobRecord): string[] {
  const isOver = before !== undefined && hasJobEnded(before.state);
  return isOver && before.state !== state ? [`job ${name}: it ended as ${before.state} and is ${state}`] : [];
}

const isSame = (a: TaskRecord, b: TaskRecord) => a.jobPart === b.jobPart && a.jobIndex === b.jobIndex;

function checkMade({ before, after }: CommitFacts, id: JobId, tasks: readonly TaskRecord[]): string[] {
  const job = before.get('jobs', id);
  const found =
    job !== undefined && hasJobEnded(job.state) ? [`job ${job.name}: it made tasks after its end`] : [];
  const all = [...after.tasksOfJob(id)];
  for (const task of tasks) {
    const others = all.filter((other) => other.id !== task.id && isSame(other, task));
    if (others.some(({ state }) => state === 'succeeded'))
      found.push(`task ${task.name}: its index has succeeded`);
    if (others.some(({ state }) => !hasEnded(state))) found.push(`task ${task.name}: its index runs already`);
  }
  return [...found, ...checkWidth(after, id, all)];
}

/** No more at a time than the plan allows, looked at where tasks are made: a plan may be narrowed later. */
function checkWidth(after: View, id: JobId, all: readonly TaskRecord[]): string[] {
  const job = after.get('jobs', id);
  if (job === undefined || 'run' in job.spec.plan) return [];
  const { plan } = job.spec;
  const live = all.filter(({ state }) => !hasEnded(state)).length;
  const most =
    plan.kind === 'gang' ? plan.ranks : Math.max(...plan.stages.map(({ parallelism }) => parallelism));
  return live <= most ? [] : [`job ${job.name}: ${live} of its tasks are under way, at most ${most} may be`];
}

function checkPlaced(after: View, id: JobId, tasks: readonly TaskRecord[]): string[] {
  const job = after.get('jobs', id);
  if (job?.spec.plan.kind !== 'gang') return [];
  const { ranks } = job.spec.plan;
  return tasks.length === ranks
    ? []
    : [`job ${job.name}: ${tasks.length} of its ${ranks} ranks were placed in one step`];
}
