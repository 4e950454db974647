import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { openStage, type Stage } from './stage.ts';
import { changing, scalesByItself } from './steps/changing.ts';
import { initializing } from './steps/initializing.ts';
import { inside } from './steps/inside.ts';
import { jobs } from './steps/jobs.ts';
import { looking } from './steps/looking.ts';
import { operating } from './steps/operating.ts';
import { pods } from './steps/pods.ts';
import { story } from './steps/story.ts';

/** In this order: each goes on from those before it left. */
const steps = [
  ...story,
  ...looking,
  ...changing,
  ...inside,
  ...jobs,
  ...pods,
  ...initializing,
  scalesByItself,
  ...operating,
];

/**
 * What a person who knows Kubernetes types, on real programs of one runtime, by each of these versions of kubectl: the
 * newest, or with it one that is two versions older. Each has a cluster of its own, so they play side by side: most of it
 * is waiting. Each step is checked by what kubectl prints and by what the runtime runs.
 */
export function playTranscript(runtime: Stage['runtime'], minors: readonly ('1.35' | '1.33')[]): void {
  // Real programs on a machine that may be busy: a step waits for conditions, each with a bound of its own.
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
  describe.concurrent.each(minors)('kubectl %s', (minor) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage(runtime, minor);
    });
    afterAll(() => stage?.dispose());
    for (const { title, play } of steps) it(title, { concurrent: false }, () => play(stage));
  });
}
