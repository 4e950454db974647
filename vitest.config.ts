import { defineConfig } from 'vitest/config';
import { LongestFirst } from './packages/toolchain/src/longest-first.ts';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.{ts,tsx}',
      'e2e/{jobs,kubectl,mesos,reliability,wordpress}/*.test.ts',
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
