import { expect, test } from 'vitest';
import { formatClock } from './format/time.ts';
import { taskSentence, taskWords } from './task-sentence.ts';

const task = {
  state: 'pending',
  desired: 'running',
  ready: false,
  readyAtMs: null,
  probeFailures: 0,
  unplaced: null,
  message: '',
  failuresInARow: 0,
  notBeforeAtMs: null,
} as const;

test('one that no node takes says what each node lacks', () => {
  const unplaced = { reasons: [], message: '0 of 3 nodes can take it.' };
  expect(taskSentence({ ...task, unplaced })).toBe('0 of 3 nodes can take it.');
  expect(taskWords({ ...task, unplaced })).toBe('0 of 3 nodes can take it.');
});

test('in a cell the reasons come first, and none is left out', () => {
  const reason = (code: string, message: string) => ({ code, nodes: 1, message });
  const reasons = [reason('cpu', '2 lack CPU'), reason('cordoned', '1 is cordoned')];
  const unplaced = { reasons, message: '0 of 3 nodes can take it: 2 lack CPU; 1 is cordoned.' };
  expect(taskWords({ ...task, unplaced })).toBe('2 lack CPU; 1 is cordoned');
  expect(taskWords({ ...task, state: 'failed', message: 'it broke' })).toBe('It broke.');
});

test('one that waits after failures says when it is tried again', () => {
  const atMs = Date.UTC(2026, 0, 1, 12);
  expect(taskSentence({ ...task, failuresInARow: 2, notBeforeAtMs: atMs })).toBe(
    `Next try at ${formatClock(atMs)}, after 2 failures in a row.`,
  );
  expect(taskSentence({ ...task, failuresInARow: 1 })).toBe('1 failure in a row.');
});

test('what its runtime said is a sentence', () => {
  expect(taskSentence({ ...task, state: 'failed', message: 'container main exited with code 7' })).toBe(
    'Container main exited with code 7.',
  );
  expect(taskSentence({ ...task, state: 'running', ready: true })).toBe('');
});

test('one that is not ready says so, where its agent does not say more', () => {
  const running = { ...task, state: 'running' } as const;
  expect(taskSentence(running)).toBe('Its checks have not passed yet.');
  expect(taskSentence({ ...running, readyAtMs: 1 })).toBe('Its checks fail.');
  expect(taskSentence({ ...running, readyAtMs: 1, message: 'the probe got 503' })).toBe('The probe got 503.');
  expect(taskSentence({ ...running, desired: 'stopped' })).toBe('');
});

test('one whose checks have failed since it runs says how often, before the last answer', () => {
  const message = 'container web waits for its readiness probe: GET / answered 503';
  const failing = { ...task, state: 'running', probeFailures: 12, message } as const;
  expect(taskSentence(failing)).toBe(
    '12 failed checks so far. Container web waits for its readiness probe: GET / answered 503.',
  );
  expect(taskSentence({ ...failing, message: '' })).toBe('12 failed checks so far.');
  expect(taskSentence({ ...failing, probeFailures: 1 })).toMatch(/^Container web waits/);
  expect(taskSentence({ ...failing, readyAtMs: 1 })).toMatch(/^Container web waits/);
});
