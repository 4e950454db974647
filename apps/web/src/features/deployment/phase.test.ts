import type { TaskRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { taskVerdict } from '../../shared/verdict.ts';
import { checkingLook, failingChecks, phaseOf, phaseTones, shownFirst } from './phase.ts';

const task = (id: number, state: TaskRecord['state']) =>
  ({
    id: `t1-${id}`,
    state,
    ready: state === 'running',
    desired: 'running',
    reason: '',
    replaces: null,
    unplaced: null,
    failuresInARow: 0,
  }) as unknown as TaskRecord;

describe('what of many replicas is shown', () => {
  it('is all of them in their order while there is room', () => {
    const tasks = [task(1, 'running'), task(2, 'pending'), task(3, 'running')];
    expect(shownFirst(tasks, 3)).toBe(tasks);
  });

  it('is bounded, those in trouble first', () => {
    const tasks = Array.from({ length: 5_000 }, (_, index) =>
      task(index, index % 1_000 === 7 ? 'pending' : 'running'),
    );
    const shown = shownFirst(tasks, 100);
    expect(shown).toHaveLength(100);
    expect(shown.slice(0, 5).map(({ state }) => state)).toEqual(Array(5).fill('pending'));
    expect(shown[5]).toBe(tasks[0]);
  });
});

it('does not tell those whose checks fail as if they went on', () => {
  const checked = { ...task(1, 'running'), ready: false, readyAtMs: null, revision: 2, probeFailures: 9 };
  const tasks = [checked, { ...checked, probeFailures: 0 }, { ...checked, revision: 1 }];
  expect(failingChecks(tasks, 2)).toBe(1);
  // Ready once, and not any more.
  expect(failingChecks([...tasks, { ...checked, probeFailures: 0, readyAtMs: 7 }], 2)).toBe(2);
  expect(checkingLook(2, 0)).toEqual({ tone: 'progress', word: 'Checking' });
  expect(checkingLook(2, 1)).toEqual({ tone: 'degraded', word: '1 failing' });
  expect(checkingLook(2, 2)).toEqual({ tone: taskVerdict(checked).tone, word: 'Failing' });
});

it.each(['pending', 'assigned', 'starting', 'running'] as const)(
  'has the tone of a task that is %s',
  (state) => {
    const one = task(1, state);
    expect(phaseTones[phaseOf(one)]).toBe(taskVerdict(one).tone);
  },
);
