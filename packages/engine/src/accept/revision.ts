import {
  type DeploymentRecord,
  hashTemplate,
  type RevisionRecord,
  type RolloutRecord,
  type Template,
  type TemplateHash,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { findNewReplicaSet } from '../rollout/index.ts';
import { isSame } from '../same.ts';
import { aboutDeployment, record } from '../timeline.ts';

/** Keeps the template, once, under its hash; one that happens to share another's hash gets a name beside it. */
export function keepTemplate(draft: Draft, template: Template): TemplateHash {
  const base = hashTemplate(template);
  for (let attempt = 1; ; attempt++) {
    const hash = (attempt === 1 ? base : `${base}-${attempt}`) as TemplateHash;
    const kept = draft.state.get('templates', hash);
    if (kept === undefined) return draft.put('templates', { hash, template }).hash;
    if (isSame(kept.template, template)) return hash;
  }
}

export interface RevisionCause {
  cause: string;
  /** The revision that a rollback restores. null: the newest kept one with the same template, if there is one. */
  restoredFrom: number | null;
}

/** Whether the wanted template is not that of the newest revision yet. */
export function isRevised(draft: Draft, deployment: DeploymentRecord): boolean {
  const newest = draft.state.revisionsOf(deployment.id).find(({ number }) => number === deployment.revision);
  return newest?.templateHash !== deployment.templateHash;
}

/**
 * Makes the deployment's wanted template its next revision and opens the rollout to it; an open one is superseded. A
 * revision never changes afterwards: how it went is told by its rollout.
 */
export function makeRevision(
  draft: Draft,
  deployment: DeploymentRecord,
  { cause, restoredFrom }: RevisionCause,
): DeploymentRecord {
  const number = deployment.revision + 1;
  const previous = deployment.revision === 0 ? null : deployment.revision;
  draft.put('revisions', {
    id: draft.newId('revision') as RevisionRecord['id'],
    deploymentId: deployment.id,
    number,
    templateHash: deployment.templateHash,
    createdAtMs: draft.nowMs,
    author: draft.actor.name,
    cause,
    restoredFrom: restoredFrom ?? newestWithTemplate(draft, deployment),
    previous,
    replicas: deployment.spec.replicas,
    pinned: null,
  });
  renumberReplicaSet(draft, deployment, number);
  supersedeRollout(draft, deployment, number);
  openRollout(draft, deployment, { from: previous, to: number });
  return draft.update('deployments', deployment, { revision: number });
}

function newestWithTemplate(draft: Draft, { id, templateHash }: DeploymentRecord): number | null {
  const same = draft.state.revisionsOf(id).filter((revision) => revision.templateHash === templateHash);
  return same.reduce<number | null>((newest, { number }) => Math.max(newest ?? 0, number), null);
}

/** The replica set of a template that comes back is the same one, with a newer number. */
function renumberReplicaSet(draft: Draft, { id, templateHash }: DeploymentRecord, revision: number): void {
  const set = findNewReplicaSet(draft.state.replicaSetsOf(id), templateHash);
  if (set === null) return;
  draft.update('replicaSets', set, { revision, revisionHistory: [...set.revisionHistory, set.revision] });
}

function supersedeRollout(draft: Draft, { id }: DeploymentRecord, by: number): void {
  for (const rollout of draft.state.find('openRollouts', id)) {
    draft.update('rollouts', rollout, {
      outcome: 'superseded',
      endedAtMs: draft.nowMs,
      message: `Revision ${by} took over before revision ${rollout.toRevision} was complete.`,
    });
  }
}

function openRollout(
  draft: Draft,
  deployment: DeploymentRecord,
  { from, to }: { from: number | null; to: number },
): void {
  const { nowMs } = draft;
  const { readyReplicas, replicas, terminatingReplicas } = deployment.status;
  draft.put('rollouts', {
    id: draft.newId('rollout') as RolloutRecord['id'],
    deploymentId: deployment.id,
    fromRevision: from,
    toRevision: to,
    startedAtMs: nowMs,
    endedAtMs: null,
    outcome: 'running',
    message: '',
    replicas: deployment.spec.replicas,
    lowestReady: readyReplicas,
    highestTotal: replicas + terminatingReplicas,
    restarts: 0,
    probeFailures: 0,
    errorLines: 0,
    step: 0,
    stepStartedAtMs: nowMs,
    promoted: false,
    lastProgressAtMs: nowMs,
  });
  const way = from === null ? `of revision ${to}` : `from revision ${from} to ${to}`;
  record(draft, aboutDeployment(deployment), 'RolloutStarted', `Rollout ${way} began.`);
}
