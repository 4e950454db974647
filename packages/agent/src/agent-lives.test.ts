import { stateRank, type TaskId } from '@gantry/model';
import { RuntimeFault } from '@gantry/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AgentStage } from './testing/agent-stage.ts';
import { aContainer, anAssignment, aProbe, aTemplate } from './testing/builders.ts';

const template = aTemplate({
  containers: [
    aContainer({
      name: 'web',
      livenessProbe: aProbe({ periodSeconds: 2 }),
      readinessProbe: aProbe({ periodSeconds: 1 }),
    }),
    aContainer({ name: 'side', preStop: { type: 'sleep', seconds: 1 } }),
  ],
});
const ids = ['t1-0', 't1-1', 't1-2'] as TaskId[];

/** What may happen to an agent, in any order. */
const happenings = {
  time: (stage) => stage.advance(700),
  longTime: (stage) => stage.advance(40_000),
  exit: async ({ driver }) => {
    const running = [...driver.held.values()].find(({ state }) => state === 'running');
    if (running) driver.exit(running.containerName, { exitCode: 1 });
  },
  unhealthy: async (stage) => {
    stage.answer = () => ({ result: 'failure', message: 'answered 500' });
  },
  healthy: async (stage) => {
    stage.answer = () => ({ result: 'success', message: 'ok' });
  },
  engineDown: async ({ driver }) => {
    driver.isUp = false;
  },
  engineUp: async ({ driver }) => {
    driver.isUp = true;
  },
  startFails: async ({ driver }) => {
    driver.startFaults.push(new RuntimeFault('Unavailable', 'not now', true));
  },
  slowStart: async ({ driver }) => {
    driver.startMs = 1_500;
  },
  stopFails: async ({ driver }) => {
    driver.stopFaults.push(new RuntimeFault('Unavailable', 'not now', true));
  },
  stubborn: async ({ driver }) => {
    driver.shutdownMs = Infinity;
  },
  killAgent: async (stage) => {
    await stage.restart();
    await stage.settle();
  },
  drop: async (stage) => stage.control.drop(),
} satisfies Record<string, (stage: AgentStage) => Promise<void>>;

type Happening = keyof typeof happenings;

test('whatever happens: states only move forward, nothing starts twice, and in the end nothing is left', async () => {
  const names = Object.keys(happenings) as Happening[];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 15 }), async (lived) => {
      const stage = new AgentStage();
      const wanted = ids.map((taskId) => anAssignment({ taskId }));
      await stage.run(wanted, template);
      for (const name of lived) {
        await happenings[name](stage);
        await reconnect(stage, wanted);
      }
      await stopEverything(stage);
      for (const taskId of ids) expectForwardOnly(stage, taskId);
      expectStartedOnce(stage);
      expect([...stage.driver.held.values()]).toEqual([]);
    }),
  );
});

async function reconnect(stage: AgentStage, wanted: ReturnType<typeof anAssignment>[]): Promise<void> {
  if (!stage.control.isOpen) await stage.advance(11_000);
  stage.control.open();
  await stage.welcome(wanted, template);
}

async function stopEverything(stage: AgentStage): Promise<void> {
  stage.driver.isUp = true;
  stage.driver.stopFaults = [];
  const stopped = ids.map((taskId) => anAssignment({ taskId, desired: 'stopped' }));
  await stage.assign(stopped, template);
  await stage.advance(200_000);
  for (const taskId of ids) expect(['succeeded', 'failed', 'stopped']).toContain(stage.last(taskId).state);
  await stage.assign([], undefined, ids);
  await stage.advance(61_000);
}

function expectForwardOnly(stage: AgentStage, taskId: TaskId): void {
  const states = stage.reports(taskId).map(({ state }) => state);
  const ranks = states.map((state) => Math.min(stateRank(state), stateRank('succeeded')));
  expect(ranks, states.join(' ')).toEqual([...ranks].sort((a, b) => a - b));
  expect(new Set(states.filter((state) => stateRank(state) >= stateRank('succeeded'))).size).toBe(1);
}

function expectStartedOnce(stage: AgentStage): void {
  const made = stage.driver.made.map(({ taskId, containerName }) => `${taskId} ${containerName}`);
  expect(made).toEqual([...new Set(made)]);
}
