import { PassThrough } from 'node:stream';
import type { TaskId } from '@gantry/model';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ObservedContainer } from '../port.ts';
import type { Look } from './docker-look.ts';
import { watchContainers } from './docker-watch.ts';
import type { Engine } from './engine.ts';

// A real engine gives its events in an order that no test can choose: here the stream is written by hand.

const running: ObservedContainer = {
  taskId: 'task' as TaskId,
  containerName: 'web',
  isInit: false,
  runtimeId: 'c1',
  state: 'running',
  address: '',
  startedAtMs: 1,
  finishedAtMs: null,
  exitCode: null,
  signal: null,
  outOfMemory: false,
  imageId: 'sha256:1',
};

function watchOne() {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const events = new PassThrough();
  const told: ObservedContainer[] = [];
  const engine = { docker: { getEvents: async () => events } } as unknown as Engine;
  const look = { labelFilter: () => [], all: async () => [running] } as unknown as Look;
  void watchContainers({ engine, look, onChange: (observed) => told.push(observed), signal: stop.signal });
  const say = (Action: string, attributes: Record<string, string> = {}) =>
    events.write(
      `${JSON.stringify({ Action, Actor: { ID: 'c1', Attributes: attributes }, timeNano: 5e6 })}\n`,
    );
  const isTold = async (state: Partial<ObservedContainer>) =>
    vi.waitFor(() => expect(told.at(-1)).toMatchObject(state));
  return { say, isTold, told };
}

/** Nothing that is held is told by the clock. */
function stopTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** What was said has gone through the stream. */
const isHeard = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
};

test('a want of memory that is heard of after the end is its reason', async () => {
  const { say, isTold, told } = watchOne();
  await isTold({ state: 'running' });
  stopTimers();
  say('die', { exitCode: '137' });
  await isHeard();
  expect(told).toHaveLength(1);
  say('oom');
  await isHeard();
  expect(told.at(-1)).toMatchObject({ state: 'exited', signal: 'SIGKILL', outOfMemory: true });
});

test('a program that succeeded did not run out of memory, whatever became of one that it started', async () => {
  const { say, isTold } = watchOne();
  await isTold({ state: 'running' });
  say('oom');
  say('die', { exitCode: '0' });
  await isTold({ state: 'exited', exitCode: 0, outOfMemory: false });
});

test('an engine that says nothing of memory is not waited for', async () => {
  const { say, isTold, told } = watchOne();
  await isTold({ state: 'running' });
  stopTimers();
  say('died', { exitCode: '137' });
  await isHeard();
  expect(told.at(-1)).toMatchObject({ state: 'exited', signal: 'SIGKILL' });
});

test('what was killed through the engine is told at once', async () => {
  const { say, isTold, told } = watchOne();
  await isTold({ state: 'running' });
  stopTimers();
  say('kill', { signal: '9' });
  say('die', { exitCode: '137' });
  await isHeard();
  expect(told.at(-1)).toMatchObject({ state: 'exited', signal: 'SIGKILL', outOfMemory: false });
});

test('an end that is held is told when its container is removed', async () => {
  const { say, isTold, told } = watchOne();
  await isTold({ state: 'running' });
  stopTimers();
  say('die', { exitCode: '137' });
  say('destroy');
  await isHeard();
  expect(told.at(-1)).toMatchObject({ state: 'exited', outOfMemory: false });
});
