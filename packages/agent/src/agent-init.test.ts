import { expect, test } from 'vitest';
import { AgentStage } from './testing/agent-stage.ts';
import { aContainer, anAssignment, aProbe, aTemplate } from './testing/builders.ts';

const ports = [{ name: 'http', containerPort: 80, hostPort: 0, protocol: 'TCP' as const }];
const shop = aTemplate({
  initContainers: [aContainer({ name: 'wait' }), aContainer({ name: 'migrate' })],
  containers: [aContainer({ name: 'web', ports, readinessProbe: aProbe() }), aContainer({ name: 'side' })],
});
const stopIt = anAssignment({ desired: 'stopped' });

async function waiting(over: Parameters<typeof anAssignment>[0] = {}): Promise<AgentStage> {
  const stage = new AgentStage();
  await stage.run([anAssignment({ hostPorts: [31_000], ...over })], shop);
  return stage;
}

async function succeed(stage: AgentStage, name: string): Promise<void> {
  stage.driver.exit(name, { exitCode: 0 });
  await stage.settle();
}

const told = (stage: AgentStage) =>
  stage.last().initContainers?.map(({ state, exitCode }) => `${state} ${exitCode}`);

test('they run in order before the program, each to its end, and the program has its network to itself', async () => {
  const stage = await waiting();
  expect(stage.driver.calls.filter((call) => call.startsWith('prepare'))).toEqual(
    ['wait', 'migrate', 'web', 'side'].map((name) => `prepare ${name}`),
  );
  await stage.advance(60_000);
  expect(stage.driver.starts()).toEqual(['start wait']);
  expect(stage.last()).toMatchObject({
    state: 'starting',
    reason: 'Initializing',
    message: 'waits for init container wait (1 of 2)',
    startedAtMs: null,
  });
  await succeed(stage, 'wait');
  expect(told(stage)).toEqual(['exited 0', 'running null']);
  expect(stage.last().message).toBe('waits for init container migrate (2 of 2)');
  await succeed(stage, 'migrate');
  await stage.advance(1_000);
  expect(stage.driver.starts()).toEqual(['wait', 'migrate', 'web', 'side'].map((name) => `start ${name}`));
  expect(stage.last()).toMatchObject({ state: 'running', ready: true, address: '10.0.0.3' });
  expect(
    stage.driver.requests.map(({ isInit, index, hostPorts, joinNetworkOf }) => [
      isInit,
      index,
      hostPorts.length,
      joinNetworkOf,
    ]),
  ).toEqual([
    [true, 0, 0, null],
    [true, 1, 0, null],
    [false, 0, 1, null],
    [false, 1, 0, 'c3'],
  ]);
});

test('one that fails ends the task with its name, its code and its last words', async () => {
  const stage = await waiting();
  const line = (text: string) => ({ stream: 'stderr' as const, atMs: 0, text });
  stage.driver.lines = [line('connecting'), line('\u001b[31mno such table:\torders\u001b[0m'), line('')];
  stage.driver.exit('wait', { exitCode: 3 });
  await stage.advance(0);
  expect(stage.last()).toMatchObject({
    state: 'failed',
    reason: 'InitFailed',
    message: 'init container wait exited with code 3; its last line: no such table: orders',
    containers: [{ state: 'waiting' }, { state: 'waiting' }],
  });
  expect(stage.last().finishedAtMs).not.toBeNull();
  expect(stage.driver.starts()).toEqual(['start wait']);
});

test('a stop ends the one that runs, and nothing else is started', async () => {
  const stage = await waiting();
  await stage.assign([stopIt]);
  await stage.advance(1_000);
  expect(stage.driver.calls.at(-1)).toBe('stop wait 30000 SIGTERM');
  expect(stage.last()).toMatchObject({ state: 'stopped', reason: 'Stopped' });
  expect(stage.driver.starts()).toEqual(['start wait']);
});

test.each([
  ['with', 'journal'],
  ['without', null],
])('an agent that was started again %s its memory goes on where they are', async (_, memory) => {
  const stage = await waiting();
  await succeed(stage, 'wait');
  if (memory === null) stage.journal.entries.clear();
  await stage.restart();
  await stage.advance(10_000);
  expect(stage.last().state).toBe('starting');
  stage.driver.exitUnseen('migrate', { exitCode: 0 });
  if (memory === null) stage.journal.entries.clear();
  await stage.restart();
  await stage.advance(10_000);
  // Secrets are not kept, so the program waits for them.
  expect(stage.last()).toMatchObject({ state: 'starting', reason: 'Reconnecting' });
  await stage.welcome([anAssignment({ hostPorts: [31_000] })], shop);
  await stage.advance(1_000);
  expect(stage.last()).toMatchObject({ state: 'running', ready: true });
  expect(stage.driver.starts()).toEqual(['wait', 'migrate', 'web', 'side'].map((name) => `start ${name}`));
  expect(stage.driver.revived).toEqual([]);
});

test('remains that were cleaned away while the program runs are not missed; those of the one that ran last are', async () => {
  const stage = await waiting();
  await succeed(stage, 'wait');
  const remove = (name: string) => {
    for (const [id, one] of stage.driver.held) if (one.containerName === name) stage.driver.held.delete(id);
  };
  remove('wait');
  await stage.restart();
  await stage.welcome([anAssignment({ hostPorts: [31_000] })], shop);
  expect(stage.last().message).toBe('waits for init container migrate (2 of 2)');
  remove('migrate');
  await stage.restart();
  await stage.welcome([anAssignment({ hostPorts: [31_000] })], shop);
  expect(stage.last()).toMatchObject({ state: 'failed', reason: 'ContainerGone' });

  const running = await waiting();
  await succeed(running, 'wait');
  await succeed(running, 'migrate');
  for (const [id, one] of running.driver.held) if (one.isInit) running.driver.held.delete(id);
  await running.restart();
  await running.welcome([anAssignment({ hostPorts: [31_000] })], shop);
  await running.advance(1_000);
  expect(running.last().state).toBe('running');
});
