import type { TaskCounts } from '@gantry/client';
import type { DeploymentRecord, JobRecord, NodeRecord, RolloutRecord, TaskRecord } from '@gantry/model';
import { formatCount, formatPlural } from './format/quantity.ts';
import { asSentence } from './format/sentence.ts';
import { toldJobs } from './job-verdict.ts';
import { bySeverity, isTrouble, type Tone, type Verdict } from './tone.ts';
import {
  deploymentVerdict,
  isHeldByGate,
  isHeldUp,
  isLive,
  isUnplaced,
  nodeVerdict,
  readyVerdict,
  taskVerdict,
} from './verdict.ts';

/** Something that wants a person: what, why, and where to act. */
export interface Concern {
  key: string;
  verdict: Verdict;
  title: string;
  reason: string;
  deployment: DeploymentRecord | null;
  /** One that failed; of one that makes runs, the run that did. */
  job: JobRecord | null;
  node: NodeRecord | null;
  /** A container to look at, when one is to blame. */
  task: TaskRecord | null;
}

export interface ClusterState {
  deployments: readonly DeploymentRecord[];
  rollouts: ReadonlyMap<string, RolloutRecord>;
  jobs: readonly JobRecord[];
  nodes: readonly NodeRecord[];
  tasks: readonly TaskRecord[];
  /** How many containers of a deployment no node takes, by its id, as the server counts them: of a large cluster `tasks` are not held. */
  unplacedOf: Readonly<Record<string, number>>;
}

/** Of a deployment, and of a container in lists: no node takes it. */
export const cannotBePlaced = 'Cannot be placed';

/** Filter lines of the lists in which those that want attention are. */
export const failedJobsQuery = 'status:failed';
export const silentNodesQuery = 'status:unknown';

/** Everything that wants attention, the worst first. */
export function concernsOf(state: ClusterState): Concern[] {
  const blamed = blameByDeployment(state.tasks);
  const concerns = [
    ...state.deployments.flatMap((deployment) =>
      deploymentConcern(deployment, {
        rollout: state.rollouts.get(deployment.id),
        blame: blamed.get(deployment.id),
        unplaced: state.unplacedOf[deployment.id] ?? 0,
      }),
    ),
    ...remembered(state.jobs, jobConcerns),
    ...remembered(state.nodes, (nodes) => nodes.flatMap(nodeConcern)),
  ];
  return concerns.sort(byWeight);
}

/** The worst first: of those alike, what runs nothing before what lacks a part. */
function byWeight(a: Concern, b: Concern): number {
  return bySeverity(a.verdict.tone, b.verdict.tone) || Number(runsNone(b)) - Number(runsNone(a));
}

/** Nothing of it serves. */
export const runsNone = ({ deployment }: Pick<Concern, 'deployment'>): boolean =>
  deployment?.status.readyReplicas === 0;

interface Blame {
  /** The container that tells most: one that no node takes, one that cannot start, else the newest that failed. */
  task: TaskRecord;
  /** One that is wanted now and keeps failing, if any does; a failure that is over is not trouble. */
  failing: TaskRecord | null;
}

function blameByDeployment(tasks: Iterable<TaskRecord>): Map<string, Blame> {
  const blames = new Map<string, Blame>();
  for (const task of tasks) {
    const failing = isFailing(task);
    if (task.deploymentId === null || !(failing || blameRank(task) > 0)) continue;
    const known = blames.get(task.deploymentId);
    const tells = known === undefined || blameRank(task) >= blameRank(known.task);
    blames.set(task.deploymentId, {
      task: tells ? task : known.task,
      failing: failing ? task : (known?.failing ?? null),
    });
  }
  return blames;
}

/** The few containers that the verdicts of deployments are told by. */
export function tellingTasks(tasks: Iterable<TaskRecord>): Set<TaskRecord> {
  const telling = new Set<TaskRecord>();
  for (const { task, failing } of blameByDeployment(tasks).values()) {
    telling.add(task);
    if (failing !== null) telling.add(failing);
  }
  return telling;
}

const isFailing = (task: TaskRecord) => isLive(task) && (task.failuresInARow > 0 || isHeldUp(task));

/** One that failed says what happened; the one that waits to take its place does not. */
function blameRank(task: TaskRecord): number {
  if (isUnplaced(task)) return Number.MAX_SAFE_INTEGER;
  if (isHeldUp(task)) return Number.MAX_SAFE_INTEGER - 1;
  if (task.state === 'failed') return task.createdAtMs;
  return task.state === 'running' && !task.ready && task.message !== '' ? 1 : 0;
}

/** What is known of a deployment beside its record. */
interface Known {
  rollout: RolloutRecord | undefined;
  blame: Blame | undefined;
  /** Containers of it that no node takes, as the server counts them. */
  unplaced: number;
}

/**
 * How a deployment is, told by its containers too: one that rolls out while they fail or find no node is in trouble,
 * whatever its counts say.
 */
function verdictWith(deployment: DeploymentRecord, { rollout, blame, unplaced }: Known): Verdict {
  const verdict = deploymentVerdict(deployment, rollout);
  if (isTrouble(verdict.tone)) return verdict;
  if (unplaced > 0 || (blame !== undefined && isUnplaced(blame.task)))
    return { tone: isDown(deployment, rollout, unplaced) ? 'failed' : 'degraded', label: cannotBePlaced };
  if (blame === undefined) return verdict;
  if (isHeldUp(blame.task)) return taskVerdict(blame.task);
  return blame.failing ? { tone: 'degraded', label: 'Failing' } : verdict;
}

/**
 * Nothing of it serves, while it waits for room. One that was just made is not down while others of its first containers
 * may yet come up.
 */
function isDown(deployment: DeploymentRecord, rollout: RolloutRecord | undefined, unplaced: number): boolean {
  const isFirst = (rollout?.fromRevision ?? null) === null;
  return readyVerdict(deployment).tone === 'failed' && (!isFirst || unplaced >= deployment.spec.replicas);
}

/** The verdict of every deployment, by its id. */
export function deploymentVerdicts(state: Omit<ClusterState, 'nodes' | 'jobs'>): Map<string, Verdict> {
  const blamed = blameByDeployment(state.tasks);
  return new Map(
    state.deployments.map((one) => [
      one.id,
      verdictWith(one, {
        rollout: state.rollouts.get(one.id),
        blame: blamed.get(one.id),
        unplaced: state.unplacedOf[one.id] ?? 0,
      }),
    ]),
  );
}

function deploymentConcern(deployment: DeploymentRecord, known: Known): Concern[] {
  const shown = verdictWith(deployment, known);
  if (!isTrouble(shown.tone)) return [];
  return [
    {
      key: deployment.id,
      verdict: shown,
      title: deployment.name,
      reason: reasonOf(deployment, known),
      deployment,
      job: null,
      node: null,
      task: known.blame?.task ?? null,
    },
  ];
}

function reasonOf(deployment: DeploymentRecord, { rollout, blame, unplaced }: Known): string {
  const blamed = blame?.task;
  if (deployment.quarantine !== null) return deployment.quarantine;
  if (isHeldByGate(deployment)) return deployment.pauseReason;
  if (blamed?.unplaced) return blamed.unplaced.message;
  if (unplaced > 0)
    return unplaced === 1
      ? 'No node takes one of its containers.'
      : `No node takes ${formatCount(unplaced)} of its containers.`;
  if (blamed && (blamed.state === 'failed' || isHeldUp(blamed))) return asSentence(blamed.message);
  if (rollout?.endedAtMs === null && rollout.message !== '') return rollout.message;
  if (blamed?.message) return asSentence(blamed.message);
  // That it has less than it should is what the count says, and says of how many.
  const condition = deployment.status.conditions.find(
    ({ type, status }) => status === 'False' && type !== 'Available',
  );
  if (condition) return condition.message;
  // How many are ready is said beside it.
  const missing = deployment.spec.replicas - deployment.status.readyReplicas;
  return missing === 1 ? 'One container is not ready.' : `${formatCount(missing)} containers are not ready.`;
}

const told = new WeakMap<readonly unknown[], Concern[]>();

/** Remembered for a list of records, as deployments change much more often than nodes and jobs do. */
function remembered<T>(records: readonly T[], concernsIn: (records: readonly T[]) => Concern[]): Concern[] {
  const concerns = told.get(records) ?? concernsIn(records);
  told.set(records, concerns);
  return concerns;
}

/** A job has the reason of the run that failed, and leads to it. */
function jobConcerns(jobs: readonly JobRecord[]): Concern[] {
  return toldJobs(jobs).flatMap(({ job, verdict, failed }) =>
    failed === null
      ? []
      : [
          {
            key: job.id,
            verdict,
            title: job.name,
            reason: failed.quarantine ?? asSentence(failed.message || failed.lastFailure),
            ...{ deployment: null, job: failed, node: null, task: null },
          },
        ],
  );
}

function nodeConcern(node: NodeRecord): Concern[] {
  const verdict = nodeVerdict(node);
  if (verdict.tone !== 'unknown') return [];
  const reason = node.statusReason || 'The agent on it has not been heard of.';
  return [{ key: node.id, verdict, title: node.name, reason, deployment: null, job: null, node, task: null }];
}

export interface VerdictPart {
  tone: Tone;
  text: string;
  to: string;
  query: string;
}

/**
 * The answer to "is anything wrong?", in as few words as it takes. Each part leads to what it counts. Containers and
 * nodes are the server's counts: they are there before the records are, and where there are too many records to hold.
 */
export function clusterVerdict(
  state: Pick<ClusterState, 'deployments' | 'jobs'>,
  concerns: readonly Concern[],
  counts: Pick<TaskCounts, 'unplaced' | 'unreachableNodes'>,
): VerdictPart[] {
  const count = (tone: Tone) =>
    concerns.filter((one) => one.deployment !== null && one.verdict.tone === tone).length;
  const failedJobs = concerns.filter((one) => one.job !== null).length;
  const { unplaced, unreachableNodes: silent } = counts;
  const parts: (VerdictPart & { count: number })[] = [
    part('failed', count('failed'), 'deployment', 'down', '/deployments', 'status:failed'),
    part('degraded', count('degraded'), 'deployment', 'degraded', '/deployments', 'status:degraded'),
    part('failed', failedJobs, 'job', 'failed', '/jobs', failedJobsQuery),
    part('pending', unplaced, 'container', 'cannot be placed', '/containers', `status:"${cannotBePlaced}"`),
    part('unknown', silent, 'node', 'unreachable', '/nodes', silentNodesQuery),
  ];
  const wrong = parts.filter((one) => one.count > 0);
  return wrong.length > 0 ? wrong : [allWell(state)];
}

function part(tone: Tone, count: number, noun: string, word: string, to: string, query: string) {
  return { tone, count, text: `${formatPlural(count, noun)} ${word}`, to, query };
}

function allWell({ deployments, jobs }: Pick<ClusterState, 'deployments' | 'jobs'>): VerdictPart {
  const count = deployments.length;
  if (count === 0 && jobs.length > 0)
    return { tone: 'running', text: 'No job has failed', to: '/jobs', query: '' };
  if (count === 0) return { tone: 'running', text: 'Nothing wants attention', to: '/containers', query: '' };
  const text = count === 1 ? 'The one deployment is healthy' : `All ${count} deployments are healthy`;
  return { tone: 'running', text, to: '/deployments', query: '' };
}
