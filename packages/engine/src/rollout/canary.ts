import type { RolloutRecord, Strategy } from '@gantry/model';
import { figure } from '../figure.ts';
import { canMove, type Goals } from './balance.ts';
import { goalOf, type Scene, type StepProgress } from './scene.ts';

type Steps = Extract<Strategy, { type: 'Canary' }>['steps'];

/**
 * How many new tasks the steps up to this one ask for. A later step that asks for fewer than an earlier one is taken
 * as the earlier: a canary goes forward or is aborted.
 */
export function canaryTarget(steps: Steps, step: number, wanted: number): number {
  if (step >= steps.length) return wanted;
  const counts = steps.slice(0, step + 1).map((one) => {
    if (one.type === 'weight') return Math.ceil((wanted * one.percent) / 100);
    return one.type === 'replicas' ? Math.min(one.count, wanted) : 0;
  });
  return Math.max(...counts);
}

/** The new one to the step's count, the stable one to the rest, every other one to nothing. */
export function canaryGoals({ newSet, old, stable, wanted }: Scene, steps: Steps, step: number): Goals {
  const target = canaryTarget(steps, step, wanted);
  return {
    newest: goalOf(newSet, target),
    old: old.map((set) => goalOf(set, set === stable ? wanted - target : 0)),
  };
}

function isReached(scene: Scene, steps: Steps, step: number): boolean {
  const goals = canaryGoals(scene, steps, step);
  const { newest, old } = goals;
  if (newest.replicas !== newest.target || newest.available < newest.target) return false;
  return old.every((goal) => goal.replicas === goal.target) || isHeldUp(goals, scene);
}

/**
 * The old ones are not at their count and cannot come nearer: others serve in the place of stable tasks that are not
 * available. More new ones are the way out, so the step does not wait for what may never come.
 */
function isHeldUp(goals: Goals, { posts }: Scene): boolean {
  const isStopping = [goals.newest, ...goals.old].some(({ terminating }) => terminating > 0);
  return !isStopping && !canMove(goals, posts);
}

/**
 * Goes on over every step that is reached or waited out. With nothing to compare with (a first rollout), and when
 * going back to an earlier revision, there is nothing to try out: all steps are behind from the start.
 */
export function canaryProgress(scene: Scene, steps: Steps, rollout: RolloutRecord | null): StepProgress {
  const { input, stable } = scene;
  if (rollout === null || stable === null || input.restoring) {
    // Passed unseen: only tasks that are available make it a revision that can be gone back to.
    const isWhole = scene.newSet !== null && scene.newSet.available >= scene.wanted;
    return { ...passed(steps, rollout, input.nowMs), promoted: isWhole };
  }
  let { step, stepStartedAtMs } = rollout;
  for (let at = steps[step]; at !== undefined; at = steps[step]) {
    if (at.type === 'pause') {
      const wakeAtMs = at.seconds === null ? null : stepStartedAtMs + at.seconds * 1000;
      if (wakeAtMs === null || input.nowMs < wakeAtMs) {
        const waiting = pauseSentence(scene, { steps, step, seconds: at.seconds });
        return { step, stepStartedAtMs, promoted: false, done: false, waiting, wakeAtMs };
      }
    } else if (!isReached(scene, steps, step)) {
      return { step, stepStartedAtMs, promoted: false, done: false, waiting: null, wakeAtMs: null };
    }
    step += 1;
    stepStartedAtMs = input.nowMs;
  }
  return passed(steps, { step, stepStartedAtMs }, input.nowMs);
}

function passed(
  steps: Steps,
  at: Pick<RolloutRecord, 'step' | 'stepStartedAtMs'> | null,
  nowMs: number,
): StepProgress {
  const stepStartedAtMs = at !== null && at.step >= steps.length ? at.stepStartedAtMs : nowMs;
  return { step: steps.length, stepStartedAtMs, promoted: true, done: true, waiting: null, wakeAtMs: null };
}

function pauseSentence(
  { input, wanted }: Scene,
  { steps, step, seconds }: { steps: Steps; step: number; seconds: number | null },
): string {
  const until = seconds === null ? 'until it is promoted' : `for ${seconds} s`;
  const count = canaryTarget(steps, step, wanted);
  return `Step ${step + 1} of ${steps.length}: holds at ${figure(count)} of ${figure(wanted)} tasks on revision ${input.rollout?.toRevision} ${until}.`;
}
