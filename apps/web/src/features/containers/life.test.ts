import type { TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { exitSentence } from '../../shared/exit-sentence.ts';
import { lifeOf } from './life.ts';

const task = (over: Partial<TaskRecord>) =>
  ({
    state: 'running',
    createdAtMs: 0,
    assignedAtMs: null,
    startedAtMs: null,
    ready: false,
    readyAtMs: null,
    firstReadyAtMs: null,
    finishedAtMs: null,
    ...over,
  }) as TaskRecord;
const stages = (over: Partial<TaskRecord>) =>
  lifeOf(task(over)).map(({ name, state }) => `${name}: ${state}`);

it('shows how far a container came', () => {
  expect(stages({ state: 'pending' })).toEqual([
    'Waiting for a node: now',
    'Getting ready to start: ahead',
    'Passing checks: ahead',
    'Ready: ahead',
  ]);
  const ready = { assignedAtMs: 1, startedAtMs: 2, ready: true, readyAtMs: 3, firstReadyAtMs: 3 };
  expect(stages(ready).at(-1)).toBe('Ready: now');
});

it('shows what runs before the program, each by itself where they are few', () => {
  const init = (name: string, startedAtMs: number | null) =>
    ({ name, startedAtMs }) as TaskRecord['containers'][number];
  const before = [init('wait', 2), init('migrate', null)];
  expect(stages({ state: 'starting', assignedAtMs: 1, initContainers: before }).slice(1, 4)).toEqual([
    'Getting ready to start: past',
    'Init: wait: now',
    'Init: migrate: ahead',
  ]);
  const many = ['a', 'b', 'c', 'd'].map((name, index) => init(name, index + 2));
  const running = stages({ assignedAtMs: 1, startedAtMs: 9, readyAtMs: 9, initContainers: many });
  expect(running.slice(2, 4)).toEqual(['4 init containers: past', 'Passing checks: past']);
});

it('does not tell as progress checks that have failed ever since it runs', () => {
  const running = { desired: 'running', assignedAtMs: 1, startedAtMs: 2 } as const;
  const checksOf = (probeFailures: number) => lifeOf(task({ ...running, probeFailures }))[2];
  expect(checksOf(1)).toMatchObject({ name: 'Passing checks', tone: 'progress', state: 'now' });
  expect(checksOf(9)).toMatchObject({
    ...{ name: 'Failing its checks', tone: 'degraded', state: 'now', fromAtMs: 2 },
  });
});

it('does not call it checks that have not passed when one is ready again, and says when one is not ready any more', () => {
  const started = { assignedAtMs: 1, startedAtMs: 2, firstReadyAtMs: 3, readyAtMs: 900 };
  const [checks, again] = lifeOf(task({ ...started, ready: true })).slice(2);
  expect(checks).toMatchObject({ name: 'Passing checks', fromAtMs: 2, toAtMs: 3 });
  expect(again).toMatchObject({ name: 'Ready', fromAtMs: 3, toAtMs: null, state: 'now', said: 'took' });
  const lost = lifeOf(task(started)).slice(2);
  expect(lost).toEqual([
    expect.objectContaining({ name: 'Passing checks', fromAtMs: 2, toAtMs: 3, state: 'past' }),
    expect.objectContaining({ name: 'Ready', fromAtMs: 3, state: 'past', said: 'first' }),
    expect.objectContaining({
      name: 'Not ready',
      tone: 'degraded',
      fromAtMs: 900,
      state: 'now',
      said: 'atMost',
    }),
  ]);
});

it('ends with how it ended, and leaves out what never came', () => {
  expect(stages({ state: 'failed', assignedAtMs: 1, startedAtMs: 2, finishedAtMs: 5 })).toEqual([
    'Waiting for a node: past',
    'Getting ready to start: past',
    'Passing checks: past',
    'Failed: now',
  ]);
});

it('tells exit code, signal and memory apart', () => {
  const container = {
    exitCode: 137,
    signal: 'SIGKILL',
    outOfMemory: true,
  } as TaskRecord['containers'][number];
  expect(exitSentence(container)).toBe('out of memory, exit code 137, SIGKILL');
});
