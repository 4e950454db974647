import { expect, test } from 'vitest';
import { initialContainerProbes } from './probe-state.ts';
import { taskReportOf } from './task-report.ts';
import { aContainer, anExited, anObserved, aTaskId, someContainerFacts } from './testing/builders.ts';

/** Neither probe is asked for: as far as they go, the container is ready. */
const probes = initialContainerProbes(aContainer());

test.each([
  ['one that runs is ready', anObserved(), 'running', true],
  ['one that is terminated is not', anExited({ exitCode: 1 }), 'running', false],
  ['one of a task that is being stopped is not', anObserved(), 'stopping', false],
] as const)('[K-H90] by probes that ask for nothing, %s', (_, observed, state, ready) => {
  const container = someContainerFacts({ observed, probes, wasStarted: true });
  const status = { state, ready, reason: '', message: '' };
  const counts = { probeFailures: 0, errorLines: 0, endedAtMs: null };
  expect(
    taskReportOf(aTaskId, status, { containers: [container], initContainers: [] }, counts).containers,
  ).toMatchObject([{ name: 'web', started: observed.state === 'running', ready }]);
});
