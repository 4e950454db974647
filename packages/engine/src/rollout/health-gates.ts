import type { HealthGates, RolloutRecord } from '@gantry/model';
import { figure } from '../figure.ts';
import type { RolloutAction } from './rollout-input.ts';
import type { Scene, StepProgress } from './scene.ts';

/**
 * Why the open rollout must not go on, in a sentence that says which gate, how often and what was last seen; null
 * while all gates hold. A rollout that waits for time or a person is not held to the ready deadline.
 */
export function failedGate(scene: Scene, rollout: RolloutRecord, progress: StepProgress): string | null {
  const gates = scene.input.spec.healthGates;
  if (gates === null) return null;
  const failure =
    tooMany(rollout.restarts, gates.maxRestarts, 'restart') ??
    tooMany(rollout.probeFailures, gates.maxProbeFailures, 'probe failure') ??
    tooMany(rollout.errorLines, gates.maxErrorLines, 'error line') ??
    (progress.waiting === null ? notReady(scene, rollout, gates) : null);
  if (failure === null) return null;
  const last = scene.input.lastFailure();
  return `Revision ${rollout.toRevision}: ${failure}${last === '' ? '' : `; the last failure: ${last}`}`;
}

function tooMany(count: number, most: number | null, what: string): string | null {
  if (most === null || count <= most) return null;
  return `${count} ${what}${count === 1 ? '' : 's'}, more than the ${most} allowed`;
}

/** When the new tasks must be ready, counted from the last progress; null while all are or none are wanted. */
export function readyDeadlineAtMs({ input, newSet }: Scene, rollout: RolloutRecord): number | null {
  const seconds = input.spec.healthGates?.readyWithinSeconds ?? null;
  if (seconds === null || newSet === null || newSet.ready >= newSet.replicas) return null;
  return rollout.lastProgressAtMs + seconds * 1000;
}

function notReady(scene: Scene, rollout: RolloutRecord, gates: HealthGates): string | null {
  const { input, newSet } = scene;
  const deadlineAtMs = readyDeadlineAtMs(scene, rollout);
  if (newSet === null || deadlineAtMs === null || input.nowMs < deadlineAtMs) return null;
  const missing = newSet.replicas - newSet.ready;
  return `${figure(missing)} of ${figure(newSet.replicas)} new tasks did not become ready within ${gates.readyWithinSeconds} s`;
}

/** Goes back when that is asked for and possible, and pauses otherwise: a rollback is not itself rolled back. */
export function actOn(failure: string, { input }: Scene): RolloutAction {
  if (input.spec.healthGates?.onFailure !== 'rollback') return { type: 'pause', reason: failure };
  if (input.restoring)
    return { type: 'pause', reason: `${failure}; it is a rollback itself, so it waits here` };
  if (input.stableRevision === null) {
    return { type: 'pause', reason: `${failure}; there is no earlier good revision to go back to` };
  }
  return { type: 'rollback', toRevision: input.stableRevision, reason: failure };
}
