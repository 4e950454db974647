import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: './journeys',
  // A worker has a cluster of its own; journeys wait for programs more than they compute, so two cores carry two.
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  // Not the whole of test-results: a run empties its folder, and screenshots are kept beside it.
  outputDir: '../test-results/journeys',
  use: {
    viewport: { width: 1440, height: 900 },
    // What was done and asked for; pictures of every step would cost more than the steps.
    trace: { mode: 'retain-on-failure', snapshots: false, screenshots: false, sources: false },
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    launchOptions: {
      executablePath: process.env.GANTRY_TEST_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
