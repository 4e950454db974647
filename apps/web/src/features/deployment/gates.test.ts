import { expect, test } from 'vitest';
import { formatDuration } from '../../shared/format/time.ts';
import { gatesOf } from './gates.ts';

const gates = {
  readyWithinSeconds: 60,
  maxRestarts: 2,
  maxProbeFailures: null,
  maxErrorLines: 0,
  onFailure: 'rollback' as const,
};
const rollout = {
  restarts: 3,
  probeFailures: 9,
  errorLines: 0,
  lastProgressAtMs: 10_000,
  endedAtMs: null,
  outcome: 'running' as const,
};

test('each gate says what was measured and what is allowed', () => {
  expect(gatesOf(gates, rollout, 22_000)).toEqual([
    { name: 'Restarts', value: '3, 2 allowed', isOpen: false },
    { name: 'Error lines', value: '0 of 0', isOpen: true },
    {
      name: 'Without progress',
      value: `${formatDuration(12_000)} of ${formatDuration(60_000)}`,
      isOpen: true,
    },
  ]);
  expect(gatesOf(null, rollout, 22_000)).toEqual([]);
  expect(gatesOf(gates, rollout, 22_000, true)[0]).toMatchObject({ value: '3 by now, 2 allowed' });
});

test('a rollout that is over was ready in time, or it was not', () => {
  const ended = { ...rollout, endedAtMs: 20_000 };
  expect(gatesOf(gates, { ...ended, outcome: 'complete' }, 99_000).at(-1)).toMatchObject({
    value: 'ready in time',
  });
  expect(gatesOf(gates, { ...ended, outcome: 'rolledBack' }, 99_000).at(-1)).toMatchObject({ isOpen: false });
});
