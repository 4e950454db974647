import type { RolloutRecord, Strategy } from '@gantry/model';
import { figure } from '../figure.ts';
import type { Goals } from './balance.ts';
import { goalOf, type Scene, type StepProgress } from './scene.ts';

type BlueGreen = Extract<Strategy, { type: 'BlueGreen' }>;

/** Steps of a blue-green rollout, as kept in its record. */
export const blueGreenSteps = { comingUp: 0, waiting: 1, switched: 2 } as const;

/**
 * Brings all of the new up beside the old, switches over once by time or by a person, keeps the old for a while.
 * Losing an available task before the switch starts over: nobody is switched to less than the whole.
 */
export function blueGreenProgress(
  scene: Scene,
  strategy: BlueGreen,
  rollout: RolloutRecord | null,
): StepProgress {
  const { input, newSet, stable, wanted } = scene;
  const { nowMs } = input;
  if (rollout === null) return finished(nowMs);
  const since = rollout.stepStartedAtMs;
  if (rollout.promoted) return keepOld(scene, strategy, since);
  const { comingUp, waiting } = blueGreenSteps;
  if (newSet === null || newSet.available < wanted) {
    const stepStartedAtMs = rollout.step === comingUp ? since : nowMs;
    return { step: comingUp, stepStartedAtMs, promoted: false, done: false, waiting: null, wakeAtMs: null };
  }
  if (stable === null || input.restoring) return keepOld(scene, strategy, nowMs);
  const stepStartedAtMs = rollout.step === waiting ? since : nowMs;
  const seconds = strategy.autoPromotionSeconds;
  const wakeAtMs = seconds === null ? null : stepStartedAtMs + seconds * 1000;
  if (wakeAtMs !== null && nowMs >= wakeAtMs) return keepOld(scene, strategy, nowMs);
  return {
    step: waiting,
    stepStartedAtMs,
    promoted: false,
    done: false,
    waiting: waitSentence(wanted, rollout.toRevision, seconds),
    wakeAtMs,
  };
}

function waitSentence(wanted: number, revision: number, seconds: number | null): string {
  const until = seconds === null ? 'waits to be promoted' : `is switched to after ${seconds} s`;
  return `Revision ${revision} has all ${figure(wanted)} tasks available beside the old ones and ${until}.`;
}

function finished(sinceMs: number): StepProgress {
  const step = blueGreenSteps.switched;
  return { step, stepStartedAtMs: sinceMs, promoted: true, done: true, waiting: null, wakeAtMs: null };
}

/** Switched over at `sinceMs`: the old tasks stay until the delay is over, then only the counts are left. */
function keepOld({ input, stable }: Scene, strategy: BlueGreen, sinceMs: number): StepProgress {
  const endsAtMs = sinceMs + strategy.scaleDownDelaySeconds * 1000;
  if (stable === null || input.nowMs >= endsAtMs) return finished(sinceMs);
  const waiting = `Switched over; the old tasks are kept for ${strategy.scaleDownDelaySeconds} s to go back to.`;
  return { ...finished(sinceMs), done: false, waiting, wakeAtMs: endsAtMs };
}

/** All of the new, and all of the stable one until it is let go. */
export function blueGreenGoals({ newSet, old, stable, wanted }: Scene, { done }: StepProgress): Goals {
  return {
    newest: goalOf(newSet, wanted),
    old: old.map((set) => goalOf(set, set === stable && !done ? wanted : 0)),
  };
}
