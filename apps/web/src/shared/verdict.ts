import type { DeploymentRecord, NodeRecord, OfferRecord, RolloutRecord } from '@gantry/model';
import { formatCount, formatPlural } from './format/quantity.ts';
import { isTrouble, type Tone, type Verdict } from './tone.ts';
import { waitsForPerson } from './waits-for-person.ts';

export { isFailingChecks, isHeldUp, isLive, isUnplaced, taskVerdict } from '@gantry/model/task-verdict';

/** `rollout`: the deployment's newest, if any. The order of the questions is the order of urgency. */
export function deploymentVerdict(deployment: DeploymentRecord, rollout: RolloutRecord | undefined): Verdict {
  if (deployment.deletingAtMs !== null) return { tone: 'draining', label: 'Deleting' };
  if (deployment.quarantine !== null) return { tone: 'failed', label: 'Held back' };
  if (isStuck(deployment)) return { tone: 'failed', label: 'Rollout stuck' };
  if (isHeldByGate(deployment)) return { tone: 'degraded', label: 'Gate failed' };
  if (deployment.paused) return { tone: 'pending', label: 'Paused' };
  if (rollout && waitsForPerson(deployment, rollout)) return waitingVerdict(deployment);
  if (isRollingOut(deployment, rollout)) return { tone: 'progress', label: 'Rolling out' };
  return readyVerdict(deployment);
}

const waitingForPerson: Verdict = { tone: 'pending', label: 'Waits for a person' };

/** Nothing of it goes on by itself, so what is not ready is told as of one that does not roll out. */
function waitingVerdict(deployment: DeploymentRecord): Verdict {
  const now = readyVerdict(deployment);
  return isTrouble(now.tone) ? now : waitingForPerson;
}

/** How much of it serves now, whatever else is told of it. */
export function readyVerdict({ spec: { replicas }, status: { readyReplicas } }: DeploymentRecord): Verdict {
  if (replicas === 0) return { tone: 'stopped', label: 'Scaled to zero' };
  if (readyReplicas === 0) return { tone: 'failed', label: 'Down' };
  if (readyReplicas < replicas) return { tone: 'degraded', label: 'Degraded' };
  return { tone: 'running', label: 'Healthy' };
}

/** A health gate failed and holds the rollout until somebody decides: unlike a person's pause, nobody may know of it. */
export function isHeldByGate({ paused, pausedBy }: DeploymentRecord): boolean {
  return paused && pausedBy === 'gate';
}

/** The progress deadline passed: Kubernetes's condition, word for word. */
export function isStuck(deployment: DeploymentRecord): boolean {
  return deployment.status.conditions.some((c) => c.type === 'Progressing' && c.status === 'False');
}

export function isRollingOut(deployment: DeploymentRecord, rollout: RolloutRecord | undefined): boolean {
  if (rollout?.outcome === 'running') return true;
  return deployment.status.observedGeneration < deployment.generation;
}

export function nodeVerdict(node: NodeRecord): Verdict {
  if (node.status === 'unreachable') return { tone: 'unknown', label: 'Unreachable' };
  if (node.drain !== null)
    return { tone: 'draining', label: node.drain.doneAtMs === null ? 'Draining' : 'Drained' };
  if (node.cordoned) return { tone: 'pending', label: 'Cordoned' };
  return { tone: 'running', label: 'Ready' };
}

const offerTones: Record<OfferRecord['state'], Verdict> = {
  outstanding: { tone: 'offered', label: 'Held' },
  accepted: { tone: 'running', label: 'Taken' },
  declined: { tone: 'stopped', label: 'Declined' },
  rescinded: { tone: 'draining', label: 'Taken back' },
  expired: { tone: 'pending', label: 'Ran out' },
};
export const offerVerdict = (offer: Pick<OfferRecord, 'state'>): Verdict => offerTones[offer.state];

const rolloutTones: Record<RolloutRecord['outcome'], Verdict> = {
  running: { tone: 'progress', label: 'Rolling out' },
  paused: { tone: 'pending', label: 'Paused' },
  complete: { tone: 'running', label: 'Complete' },
  failed: { tone: 'failed', label: 'Failed' },
  superseded: { tone: 'stopped', label: 'Superseded' },
  rolledBack: { tone: 'failed', label: 'Rolled back' },
  aborted: { tone: 'pending', label: 'Aborted' },
};
/** One that is under way and makes no progress is not told as if all were well. */
export function rolloutVerdict(rollout: RolloutRecord, deployment: DeploymentRecord): Verdict {
  if (rollout.outcome === 'running' && isStuck(deployment)) return { tone: 'failed', label: 'Stuck' };
  return waitsForPerson(deployment, rollout) ? waitingForPerson : rolloutTones[rollout.outcome];
}

/** `9 of 12 ready`. */
export function readySentence(deployment: DeploymentRecord): string {
  return `${formatCount(deployment.status.readyReplicas)} of ${formatCount(deployment.spec.replicas)} ready`;
}

/** `3 running · 1 failed`, trouble first; empty tones are left out. */
export function countSentence(counts: ReadonlyMap<Tone, number>, words: Record<Tone, string>): string {
  return (
    [...counts].map(([tone, count]) => `${count} ${words[tone]}`).join(' · ') || formatPlural(0, 'container')
  );
}
