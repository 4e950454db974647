import type { Assignment, TaskRecord } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarathonStage } from './testing/marathon-stage.ts';
import type { StageAgent } from './testing/stage-agent.ts';

/** An app's upgrade, step by step: the agent does only what a test says, so that each of Marathon's steps is seen. */

let stage: MarathonStage;
let agent: StageAgent;
beforeEach(async () => {
  stage = await MarathonStage.open();
  agent = stage.agents[0]!;
});
afterEach(() => stage.close());

const app = (instances: number, minimumHealthCapacity: number, maximumOverCapacity: number) => ({
  id: '/web',
  container: { type: 'DOCKER', docker: { image: 'web:1' } },
  networks: [{ mode: 'container/bridge' }],
  cpus: 0.1,
  mem: 16,
  instances,
  upgradeStrategy: { minimumHealthCapacity, maximumOverCapacity },
});
const upgraded = { container: { type: 'DOCKER', docker: { image: 'web:2' } } };

const tasks = (): TaskRecord[] =>
  [...stage.plane.view.all('tasks')].filter(
    ({ finishedAtMs, state }) => finishedAtMs === null && state !== 'lost',
  );
const oldOnes = () => tasks().filter(({ revision }) => revision === 1);
const newOnes = () => tasks().filter(({ revision }) => revision === 2);
const isLeaving = ({ desired }: TaskRecord) => desired === 'stopped';

/** `old kept, old being killed, new started, new healthy`. */
const picture = () => [
  oldOnes().filter((task) => !isLeaving(task)).length,
  oldOnes().filter(isLeaving).length,
  newOnes().length,
  newOnes().filter(({ ready }) => ready).length,
];

const assigned = (task: TaskRecord): Promise<Assignment> =>
  stage
    .until(() => agent.assignments.get(task.id)?.desired === task.desired)
    .then(() => agent.assignments.get(task.id)!);

/** One old one that is being killed is confirmed dead. */
async function oldDies(): Promise<void> {
  const [dying] = oldOnes().filter(isLeaving);
  await assigned(dying!);
  await agent.say(dying!.id, 'stopped');
}

/** One new one runs and passes its checks. */
async function newIsHealthy(): Promise<void> {
  const [starting] = newOnes().filter(({ ready }) => !ready);
  await assigned(starting!);
  await agent.say(starting!.id, 'running', { ready: true });
}

async function upgrade(instances: number, health: number, over: number): Promise<void> {
  await stage.deploy(app(instances, health, over));
  agent.obeys = false;
  expect((await stage.put('/v2/apps/web', upgraded)).status).toBe(200);
}

/** Lets what is under way happen, one thing after the other, and says the highest total and the fewest healthy. */
async function finish(): Promise<{ most: number; fewestHealthy: number }> {
  let most = tasks().length;
  let fewestHealthy = Number.POSITIVE_INFINITY;
  const isOver = () =>
    (newOnes().every(({ ready }) => ready) && oldOnes().length === 0) || tasks().length === 0;
  while (!isOver()) {
    if (newOnes().some(({ ready }) => !ready)) await newIsHealthy();
    else await oldDies();
    most = Math.max(most, tasks().length);
    fewestHealthy = Math.min(fewestHealthy, tasks().filter((task) => task.ready && !isLeaving(task)).length);
  }
  await stage.settled();
  return { most, fewestHealthy };
}

describe('[M-C.4] an app of four upgrades through Marathon', () => {
  it.each([
    ['1 and 1: four new beside four old', 1, 1, [4, 0, 4, 0]],
    ['1 and 0: one extra', 1, 0, [4, 0, 1, 0]],
    ['1 and 0.25: one extra', 1, 0.25, [4, 0, 1, 0]],
    ['1 and 0.1: rounded down to nothing, so one extra', 1, 0.1, [4, 0, 1, 0]],
    ['0 and 0: all are killed, then new ones start as each dies', 0, 0, [0, 4, 0, 0]],
    ['0 and 1: all are killed, and four start at once', 0, 1, [0, 4, 4, 0]],
    ['0.5 and 0: two are killed', 0.5, 0, [2, 2, 0, 0]],
    ['0.5 and 0.5: two are killed, and two start', 0.5, 0.5, [2, 2, 2, 0]],
    ['0.9 and 0: rounded up to all, so one extra', 0.9, 0, [4, 0, 1, 0]],
  ])('%s', async (_, health, over, first) => {
    await upgrade(4, health, over);
    expect(picture()).toEqual(first);
    const { most, fewestHealthy } = await finish();
    const maxTotal = Math.floor(4 * (1 + over));
    const minHealthy = Math.ceil(4 * health);
    expect(fewestHealthy).toBeGreaterThanOrEqual(minHealthy);
    expect(most).toBe(minHealthy === 4 && maxTotal === 4 ? 5 : maxTotal);
    expect((await stage.get('/v2/apps/web')).body.app).toMatchObject({ tasksRunning: 4, deployments: [] });
  });

  it('1 and 1: each healthy new one kills one old one', async () => {
    await upgrade(4, 1, 1);
    await newIsHealthy();
    expect(picture()).toEqual([3, 1, 4, 1]);
    await oldDies();
    expect(picture()).toEqual([3, 0, 4, 1]);
    await newIsHealthy();
    expect(picture()).toEqual([2, 1, 4, 2]);
  });

  it('0 and 0: as each old one dies, a new one starts', async () => {
    await upgrade(4, 0, 0);
    await oldDies();
    expect(picture()).toEqual([0, 3, 1, 0]);
    await oldDies();
    expect(picture()).toEqual([0, 2, 2, 0]);
  });

  it('0.5 and 0: two start as the first two die, then one for one', async () => {
    await upgrade(4, 0.5, 0);
    await oldDies();
    expect(picture()).toEqual([2, 1, 1, 0]);
    await oldDies();
    expect(picture()).toEqual([2, 0, 2, 0]);
    await newIsHealthy();
    expect(picture()).toEqual([1, 1, 2, 1]);
    await oldDies();
    expect(picture()).toEqual([1, 0, 3, 1]);
  });
});

describe('upgrades of three', () => {
  it('[M-F.2 66] 0.5 and 0, without over-capacity: a death makes room, health kills the next', async () => {
    await upgrade(3, 0.5, 0);
    expect(picture()).toEqual([2, 1, 0, 0]);
    for (const left of [1, 0]) {
      await oldDies();
      await newIsHealthy();
      expect(picture().slice(0, 2)).toEqual([left, 1]);
    }
    await oldDies();
    await newIsHealthy();
    expect(picture()).toEqual([0, 0, 3, 3]);
  });

  it('[M-F.2 67] 1 and 0, minimal over-capacity: start one, healthy, kill one, dead, start the next', async () => {
    await upgrade(3, 1, 0);
    expect(picture()).toEqual([3, 0, 1, 0]);
    await newIsHealthy();
    expect(picture()).toEqual([2, 1, 1, 1]);
    await oldDies();
    expect(picture()).toEqual([2, 0, 2, 1]);
  });

  it('[M-F.2 68] 1 and 0.7: two start at once', async () => {
    await upgrade(3, 1, 0.7);
    expect(picture()).toEqual([3, 0, 2, 0]);
  });

  it('[M-F.2 69] 0 and 0 without checks: all old are killed at once', async () => {
    await upgrade(3, 0, 0);
    expect(picture()).toEqual([0, 3, 0, 0]);
  });

  it('[M-F.2 72] all new are healthy, one old is not dead yet: not finished', async () => {
    await upgrade(2, 0, 1);
    await newIsHealthy();
    await newIsHealthy();
    await oldDies();
    expect((await stage.get('/v2/deployments')).body).toHaveLength(1);
    await oldDies();
    await stage.settled();
    expect((await stage.get('/v2/deployments')).body).toEqual([]);
  });

  it('[M-F.2 73] runs but is not ready: nothing is killed, nothing is finished', async () => {
    await upgrade(3, 1, 1);
    for (const task of newOnes()) {
      await assigned(task);
      await agent.say(task.id, 'running', { ready: false });
    }
    expect(picture()).toEqual([3, 0, 3, 0]);
    expect((await stage.get('/v2/deployments')).body).toHaveLength(1);
  });
});
