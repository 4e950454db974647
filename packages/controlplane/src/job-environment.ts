import type { View } from '@gantry/engine';
import type { JobRecord, TaskRecord } from '@gantry/model';

/**
 * What a job's task is told of its place in the job. The job's own variables go as `*:NAME`: to every container, over what
 * its template says.
 */
export function jobVariables(task: TaskRecord, view: View): Record<string, string> {
  const job = task.jobId === null ? undefined : view.get('jobs', task.jobId);
  if (job === undefined) return {};
  const index = String(task.jobIndex ?? 0);
  return {
    GANTRY_JOB: job.name,
    GANTRY_INDEX: index,
    // Kubernetes's word for it, for programs that were written for its indexed jobs.
    JOB_COMPLETION_INDEX: index,
    ...originOf(job, view),
    ...placeOf(job, task, view),
    ...Object.fromEntries(Object.entries(job.spec.environment).map(([name, value]) => [`*:${name}`, value])),
  };
}

function originOf({ parentId, scheduledForAtMs }: JobRecord, view: View): Record<string, string> {
  const parent = parentId === null ? undefined : view.get('jobs', parentId);
  return {
    ...(parent ? { GANTRY_PARENT_JOB: parent.name } : {}),
    ...(scheduledForAtMs === null ? {} : { GANTRY_SCHEDULED_FOR: new Date(scheduledForAtMs).toISOString() }),
  };
}

function placeOf({ id, spec: { plan } }: JobRecord, task: TaskRecord, view: View): Record<string, string> {
  if (plan.kind === 'gang') return ranksOf([...view.tasksOfJob(id)], task, { ranks: plan.ranks, view });
  const stage = plan.kind === 'batch' ? plan.stages[task.jobPart ?? 0] : undefined;
  if (stage === undefined) return {};
  return { GANTRY_STAGE: stage.name, GANTRY_COMPLETIONS: String(stage.completions) };
}

/**
 * Where the ranks are, in their order: their nodes, addresses, and where a rank publishes a port, `address:port` of its
 * first one. All have a place before any is told, as a gang is placed in one step.
 */
function ranksOf(
  all: readonly TaskRecord[],
  task: TaskRecord,
  { ranks, view }: { ranks: number; view: View },
): Record<string, string> {
  const mates = all
    .filter(({ jobPart }) => jobPart === task.jobPart)
    .sort((a, b) => (a.jobIndex ?? 0) - (b.jobIndex ?? 0));
  const nodes = mates.map(({ nodeId }) => (nodeId === null ? undefined : view.get('nodes', nodeId)));
  const addresses = nodes.map((node) => node?.address ?? '');
  const peers = mates.map(({ hostPorts: [port] }, rank) => (port ? `${addresses[rank]}:${port}` : ''));
  return {
    GANTRY_RANK: String(task.jobIndex ?? 0),
    GANTRY_RANKS: String(ranks),
    GANTRY_NODES: nodes.map((node) => node?.name ?? '').join(','),
    GANTRY_HOSTS: addresses.join(','),
    ...(peers.every((peer) => peer !== '') ? { GANTRY_PEERS: peers.join(',') } : {}),
  };
}
