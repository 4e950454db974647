import { type Assignment, hasEnded, stateRank, type TaskId } from '@gantry/model';
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

/** A node's world, and what its control plane wants of it now. */
class Life {
  readonly stage = new AgentStage();
  wanted: Assignment[] = [];
  #given = 0;

  begin(): Promise<void> {
    return this.stage.run(this.wanted, template);
  }

  /** One task more, while there is one left to give. */
  async give(): Promise<void> {
    const taskId = ids[this.#given++];
    if (!taskId) return;
    this.wanted = [...this.wanted, anAssignment({ taskId })];
    if (this.stage.control.isOpen) await this.stage.assign(this.wanted, template);
  }

  /** The connection comes back if it was lost, and everything wanted is told in full. */
  async welcome(): Promise<void> {
    if (!this.stage.control.isOpen) await this.stage.advance(11_000);
    this.stage.control.open();
    await this.stage.welcome(this.wanted, template);
  }

  get driver() {
    return this.stage.driver;
  }
}

/** What may happen to an agent, in any order. */
const happenings = {
  time: ({ stage }) => stage.advance(700),
  longTime: ({ stage }) => stage.advance(40_000),
  welcome: (life) => life.welcome(),
  give: (life) => life.give(),
  exit: async ({ driver }) => {
    const running = [...driver.held.values()].find(({ state }) => state === 'running');
    if (running) driver.exit(running.containerName, { exitCode: 1 });
  },
  exitUnseen: async ({ driver }) => {
    const running = [...driver.held.values()].find(({ state }) => state === 'running');
    if (running) driver.exitUnseen(running.containerName, { exitCode: 1 });
  },
  answerUnhealthy: async ({ stage }) => {
    stage.answer = () => ({ result: 'failure', message: 'answered 500' });
  },
  answerHealthy: async ({ stage }) => {
    stage.answer = () => ({ result: 'success', message: 'ok' });
  },
  engineDown: async ({ driver }) => {
    driver.isUp = false;
  },
  engineUp: async ({ driver }) => {
    driver.isUp = true;
  },
  slowEngine: async ({ driver }) => {
    driver.startMs = 1_500;
    driver.listMs = 15_000;
  },
  startFails: async ({ driver }) => {
    driver.startFaults.push(new RuntimeFault('Unavailable', 'not now', true));
  },
  stopFails: async ({ driver }) => {
    driver.stopFaults.push(new RuntimeFault('Unavailable', 'not now', true));
  },
  stubborn: async ({ driver }) => {
    driver.shutdownMs = Infinity;
  },
  stopOne: async (life) => {
    const [first, ...others] = life.wanted;
    if (first) life.wanted = [{ ...first, desired: 'stopped' }, ...others];
    if (first && life.stage.control.isOpen) await life.stage.assign(life.wanted, template);
  },
  loseOne: async (life) => {
    life.wanted = life.wanted.slice(1);
    await life.welcome();
  },
  killAgent: async ({ stage }) => {
    await stage.restart();
    await stage.settle();
  },
  dropConnection: async ({ stage }) => stage.control.drop(),
} satisfies Record<string, (life: Life) => Promise<void>>;

type Happening = keyof typeof happenings;

test('whatever happens: states only move forward, nothing starts twice, and in the end nothing is left', {
  timeout: 1_200_000,
}, async () => {
  const names = Object.keys(happenings) as Happening[];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 5, maxLength: 30 }), async (lived) => {
      const life = new Life();
      await life.begin();
      await life.give();
      for (const name of lived) {
        await happenings[name](life);
        expectHonest(life);
      }
      await stopEverything(life);
      for (const taskId of ids) expectForwardOnly(life.stage, taskId);
      expectStartedOnce(life);
      expect([...life.driver.held.values()]).toEqual([]);
    }),
  );
});

/** Nobody is told that a task is over while something of it runs, nor that it is ready when nothing does. */
function expectHonest({ stage, driver }: Life): void {
  for (const taskId of ids) {
    const report = stage.reports(taskId).at(-1);
    const alive = [...driver.held.values()].filter((one) => one.taskId === taskId && one.state === 'running');
    if (report && hasEnded(report.state)) expect(alive, `${taskId} is told as ${report.state}`).toEqual([]);
  }
}

async function stopEverything(life: Life): Promise<void> {
  const { stage, driver } = life;
  driver.isUp = true;
  driver.stopFaults = [];
  driver.listMs = 0;
  await life.welcome();
  await stage.advance(61_000);
  life.wanted = life.wanted.map((assignment) => ({ ...assignment, desired: 'stopped' }));
  await life.welcome();
  await stage.advance(200_000);
  for (const { taskId } of life.wanted) expect(hasEnded(stage.last(taskId).state)).toBe(true);
  await stage.assign([], undefined, ids);
  await stage.advance(61_000);
}

function expectForwardOnly(stage: AgentStage, taskId: TaskId): void {
  const states = stage.reports(taskId).map(({ state }) => state);
  const ranks = states.map((state) => Math.min(stateRank(state), stateRank('succeeded')));
  expect(ranks, states.join(' ')).toEqual([...ranks].sort((a, b) => a - b));
  expect(new Set(states.filter(hasEnded)).size).toBeLessThanOrEqual(1);
}

function expectStartedOnce({ driver }: Life): void {
  const made = driver.made.map(({ taskId, containerName }) => `${taskId} ${containerName}`);
  expect(made).toEqual([...new Set(made)]);
  expect(driver.revived).toEqual([]);
}
