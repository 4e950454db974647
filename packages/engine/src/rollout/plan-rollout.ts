import type { RolloutRecord } from '@gantry/model';
import { findCondition, progressDeadlineAtMs } from './conditions.ts';
import { actOn, failedGate, readyDeadlineAtMs } from './health-gates.ts';
import { revisionsToForget } from './history.ts';
import { isScalingEvent, scale } from './proportional-scaling.ts';
import { resized } from './resize.ts';
import type { RolloutAction, RolloutDecision, RolloutInput } from './rollout-input.ts';
import {
  nextRollout,
  openRollout,
  type RolloutFacts,
  rolloutEvents,
  rolloutPatch,
} from './rollout-record.ts';
import { type Scene, type StepProgress, sceneOf, stoppingOf, total } from './scene.ts';
import { countedStatus, nextStatus } from './status.ts';
import { hasSteps, stepProgress, storedProgress, strategyMove } from './strategy-moves.ts';

/**
 * Decides what a deployment's replica sets should be now. Pure and level-triggered: it reads counts, never events, and
 * all progress is in the records it is given (SPEC.md, rules RO).
 */
export function planRollout(input: RolloutInput): RolloutDecision {
  const scene = sceneOf(input);
  if (input.deleting) return stopAll(scene);
  return input.paused ? holdStill(scene) : moveOn(scene);
}

/** A deployment that is being deleted wants no tasks at all. */
function stopAll(scene: Scene): RolloutDecision {
  const resizes = scene.input.replicaSets.map(({ id }) => ({ id, replicas: 0 }));
  const status = countedStatus(scene);
  return { ...resized(scene, resizes), status, forget: [], rollout: null, action: null, wakeAtMs: null };
}

/** While paused the deployment can be given another size, but its rollout stands still (RO15). */
function holdStill(scene: Scene): RolloutDecision {
  const { input } = scene;
  const changes = resized(scene, mayScaleWhilePaused(scene) ? scale(scene) : []);
  const judged = nextStatus(scene, { judged: false, created: false, stepped: false, waiting: true });
  const progress = storedProgress(input.rollout);
  const facts = { ...judged, progress, finished: false, action: null };
  return {
    ...changes,
    status: judged.status,
    forget: revisionsToForget(scene.old, input.spec.revisionHistoryLimit),
    rollout: input.rollout && rolloutPatch(input.rollout, nextRollout(input, input.rollout, facts)),
    action: null,
    wakeAtMs: null,
  };
}

/** With one set in use, or none, its size is the deployment's, once nothing is stopping any more. */
function mayScaleWhilePaused(scene: Scene): boolean {
  const sets = scene.input.replicaSets;
  const isSole = sets.filter((set) => set.replicas > 0).length <= 1;
  return isScalingEvent(scene) || (isSole && total(sets, stoppingOf) === 0);
}

function moveOn(scene: Scene): RolloutDecision {
  const { input } = scene;
  const open = openRollout(input);
  const progress = stepProgress(scene, open);
  const action = gateAction(scene, open, progress);
  const isScaling = isScalingEvent(scene) && !hasSteps(scene);
  const resizes = action ? [] : isScaling ? scale(scene) : strategyMove(scene, progress);
  const changes = resized(scene, resizes);
  const judged = nextStatus(scene, {
    judged: !isScaling,
    created: changes.createReplicaSet !== null,
    stepped: open !== null && (open.step !== progress.step || open.promoted !== progress.promoted),
    waiting: progress.waiting !== null,
  });
  const isAtRest = changes.replicas.length === 0 && changes.createReplicaSet === null && action === null;
  const finished = isAtRest && judged.complete && progress.done && isOldGone(scene);
  const facts = { ...judged, progress, finished, action };
  const next = open && nextRollout(input, open, facts);
  return {
    ...changes,
    status: judged.status,
    forget: finished ? revisionsToForget(scene.old, input.spec.revisionHistoryLimit) : [],
    rollout: next && input.rollout && rolloutPatch(input.rollout, next),
    action,
    events: [...changes.events, ...(next ? rolloutEvents(input, next, facts) : [])],
    wakeAtMs: wakeAt(scene, facts, next),
  };
}

function gateAction(scene: Scene, open: RolloutRecord | null, progress: StepProgress): RolloutAction | null {
  const failure = open && failedGate(scene, open, progress);
  return failure === null ? null : actOn(failure, scene);
}

/** The last old task has ended, not only been told to. */
function isOldGone({ newSet, old }: Scene): boolean {
  return newSet !== null && total(old, (set) => set.active + set.terminating) === 0;
}

/** The next moment at which time alone would change the decision. */
function wakeAt(scene: Scene, facts: RolloutFacts, next: RolloutRecord | null): number | null {
  const { input } = scene;
  if (facts.progress.waiting !== null) return facts.progress.wakeAtMs;
  const condition = findCondition(facts.status.conditions, 'Progressing');
  const progressAtMs = progressDeadlineAtMs(condition, input.spec.progressDeadlineSeconds);
  const moments = [
    progressAtMs === null ? null : progressAtMs + 1,
    next === null ? null : readyDeadlineAtMs(scene, next),
  ].filter((atMs) => atMs !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}
