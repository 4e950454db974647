import { defineConfig } from 'vitest/config';
import { LongestFirst } from './packages/toolchain/src/longest-first.ts';

/** Replaces a module for itself, which those it shared a process with would see. */
const replacing = 'packages/engine/src/job/looks.test.ts';

/** Tests that leave nothing behind in their process: files share one, and load what they all import once. */
const sharing = [
  'apps/web/src/**/*.test.{ts,tsx}',
  'packages/{client,compose,engine,kubernetes,manifest,mesos-wire,model}/src/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'sharing', include: sharing, exclude: [replacing], isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: [
            replacing,
            'apps/{agent,server}/src/**/*.test.ts',
            'packages/!(client|compose|engine|kubernetes|manifest|mesos-wire|model)/src/**/*.test.ts',
            'e2e/{jobs,kubectl,mesos,reliability,wordpress}/*.test.ts',
          ],
        },
      },
    ],
    setupFiles: ['packages/toolchain/src/vitest-setup.ts'],
    // Real processes, sockets and disks: a worker for each of two cores, and time for a machine that is busy.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
