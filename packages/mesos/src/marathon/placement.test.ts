import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarathonStage } from './testing/marathon-stage.ts';

/** Constraints, kill selection and unreachable tasks as a client of the API sees them. */

let stage: MarathonStage;
beforeEach(async () => {
  stage = await MarathonStage.open([
    { attributes: { rack: 'r1', level: '1.0005' } },
    { attributes: { rack: 'r1' } },
    { attributes: { rack: 'r2' } },
    {},
  ]);
});
afterEach(() => stage.close());

type Task = { id: string; host: string; startedAt: string };
const tasksOf = async (): Promise<Task[]> => (await stage.get('/v2/apps/web/tasks')).body.tasks;
const hosts = async () => (await tasksOf()).map(({ host }) => host).sort();
const app = (over: object) => ({ id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 16, instances: 2, ...over });
const where = (...constraints: string[][]) => stage.deploy(app({ constraints }));
const runningOf = () =>
  [...stage.plane.view.all('tasks')].filter(
    ({ state, desired }) => state === 'running' && desired === 'running',
  );

describe('the seven operators of constraints [M-C.10]', () => {
  it('UNIQUE: no two on one host', async () => {
    await where(['hostname', 'UNIQUE']);
    expect(new Set(await hosts()).size).toBe(2);
  });

  it('CLUSTER: on the named one, or all where the first went', async () => {
    await where(['rack', 'CLUSTER', 'r2']);
    expect(await hosts()).toEqual(['node-2', 'node-2']);
    await stage.deploy(app({ id: '/other', constraints: [['hostname', 'CLUSTER']] }));
    const { tasks } = (await stage.get('/v2/apps/other/tasks')).body;
    expect(new Set(tasks.map(({ host }: Task) => host)).size).toBe(1);
  });

  it('GROUP_BY: evenly over the values there are', async () => {
    await stage.deploy(app({ instances: 4, constraints: [['rack', 'GROUP_BY', '2']] }));
    const inR2 = (await hosts()).filter((host) => host === 'node-2');
    expect([inR2.length, (await hosts()).includes('node-3')]).toEqual([2, false]);
  });

  it('LIKE and UNLIKE: the whole value; one without the attribute passes UNLIKE only', async () => {
    await where(['rack', 'LIKE', 'r[2-9]']);
    expect(await hosts()).toEqual(['node-2', 'node-2']);
    await stage.deploy(app({ id: '/other', instances: 1, constraints: [['rack', 'UNLIKE', 'r.']] }));
    const { tasks } = (await stage.get('/v2/apps/other/tasks')).body;
    expect(tasks.map(({ host }: Task) => host)).toEqual(['node-3']);
  });

  it('MAX_PER: so many of a value at most, and the rest waits with its reason', async () => {
    await stage.post('/v2/apps', app({ instances: 4, constraints: [['rack', 'MAX_PER', '1']] }));
    await stage.until(() => runningOf().length === 2);
    const { queue } = (await stage.get('/v2/queue')).body;
    const { rejectSummaryLastOffers } = queue[0].processedOffersSummary;
    const unfulfilled = rejectSummaryLastOffers.find(
      ({ reason }: { reason: string }) => reason === 'UnfulfilledConstraint',
    );
    expect([queue[0].count, unfulfilled.declined]).toEqual([2, 4]);
  });

  it('IS: numbers as Marathon formats them', async () => {
    await where(['level', 'IS', '1.0']);
    expect(await hosts()).toEqual(['node-0', 'node-0']);
  });
});

describe('which go when it scales down [M-C.5]', () => {
  it.each([
    ['YOUNGEST_FIRST', 0],
    ['OLDEST_FIRST', 1],
  ])('%s', async (killSelection, kept) => {
    await stage.deploy(app({ instances: 1, killSelection }));
    const [first] = await tasksOf();
    await stage.put('/v2/apps/web', { instances: 2 });
    await stage.settled();
    const both = [first!.id, (await tasksOf()).find(({ id }) => id !== first!.id)!.id];
    await stage.put('/v2/apps/web', { instances: 1 });
    await stage.settled();
    expect((await tasksOf()).map(({ id }) => id)).toEqual([both[kept]]);
  });
});
