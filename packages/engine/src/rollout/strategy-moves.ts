import type { RolloutRecord } from '@gantry/model';
import { balance, type Goals } from './balance.ts';
import { blueGreenGoals, blueGreenProgress } from './blue-green.ts';
import { canaryGoals, canaryProgress } from './canary.ts';
import { recreate } from './recreate.ts';
import type { Resize } from './resize.ts';
import { goalOf, type Scene, type StepProgress } from './scene.ts';

/** Canary and blue-green: their goals follow the deployment's size by themselves, without the scale path. */
export function hasSteps({ input }: Scene): boolean {
  const { type } = input.spec.strategy;
  return type === 'Canary' || type === 'BlueGreen';
}

/** The stored step, not moved on: without steps there is nothing to move, and while paused nothing may. */
export function storedProgress(rollout: RolloutRecord | null): StepProgress {
  const { step, stepStartedAtMs, promoted } = rollout ?? { step: 0, stepStartedAtMs: 0, promoted: false };
  return { step, stepStartedAtMs, promoted, done: true, waiting: null, wakeAtMs: null };
}

export function stepProgress(scene: Scene, rollout: RolloutRecord | null): StepProgress {
  const { strategy } = scene.input.spec;
  switch (strategy.type) {
    case 'Canary':
      return canaryProgress(scene, strategy.steps, rollout);
    case 'BlueGreen':
      return blueGreenProgress(scene, strategy, rollout);
    default:
      return storedProgress(rollout);
  }
}

/** One move of the strategy: at most one of up and down. */
export function strategyMove(scene: Scene, progress: StepProgress): Resize[] {
  if (scene.input.spec.strategy.type === 'Recreate') return recreate(scene);
  return balance(goalsOf(scene, progress), scene.posts);
}

function goalsOf(scene: Scene, progress: StepProgress): Goals {
  const { strategy } = scene.input.spec;
  switch (strategy.type) {
    case 'Canary':
      return canaryGoals(scene, strategy.steps, progress.step);
    case 'BlueGreen':
      return blueGreenGoals(scene, progress);
    default:
      return {
        newest: goalOf(scene.newSet, scene.wanted),
        old: scene.old.map((set) => goalOf(set, 0)),
      };
  }
}
