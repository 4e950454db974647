import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarathonStage } from './testing/marathon-stage.ts';

let stage: MarathonStage;
beforeEach(async () => {
  stage = await MarathonStage.open([{}, {}]);
});
afterEach(() => stage.close());

const web = { id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 16, instances: 3 };
type Task = { id: string; host: string };
const tasksOf = async (): Promise<Task[]> => (await stage.get('/v2/apps/web/tasks')).body.tasks;
const idsOf = async () => (await tasksOf()).map(({ id }) => id);
const runs = (count: number, without: string[] = []) =>
  stage.until(() => {
    const running = [...stage.plane.view.all('tasks')].filter(
      ({ state, desired }) => state === 'running' && desired === 'running',
    );
    return running.length === count && !running.some(({ id }) => without.includes(id));
  });

describe('tasks', () => {
  it('one is killed and replaced', async () => {
    await stage.deploy(web);
    const [first] = await idsOf();
    const reply = await stage.delete(`/v2/apps/web/tasks/${first}`);
    expect([reply.status, reply.body.task.id]).toEqual([200, first]);
    await runs(3, [first!]);
    expect((await stage.delete(`/v2/apps/web/tasks/${first}`)).status).toBe(404);
  });

  it('one is killed for good with scale=true, and no other', async () => {
    await stage.deploy(web);
    const before = await idsOf();
    const reply = await stage.delete(`/v2/apps/web/tasks/${before[1]}?scale=true`);
    expect([reply.status, Object.keys(reply.body).sort()]).toEqual([200, ['deploymentId', 'version']]);
    await stage.settled();
    expect((await idsOf()).sort()).toEqual([before[0], before[2]].sort());
    expect((await stage.get('/v2/apps/web')).body.app.instances).toBe(2);
  });

  it('those on one host, or those that are listed', async () => {
    await stage.deploy(web);
    const [one] = await tasksOf();
    const onHost = (await tasksOf()).filter(({ host }) => host === one!.host).map(({ id }) => id);
    const reply = await stage.delete(`/v2/apps/web/tasks?host=${one!.host}`);
    expect(reply.body.tasks.map(({ id }: Task) => id).sort()).toEqual(onHost.sort());
    await runs(3, onHost);
    const [listed] = await idsOf();
    expect((await stage.post('/v2/tasks/delete', { ids: [listed] })).body.tasks).toHaveLength(1);
    await runs(3, [listed!]);
  });

  it('scale with wipe is 400', async () => {
    await stage.deploy(web);
    expect((await stage.delete('/v2/apps/web/tasks?scale=true&wipe=true')).status).toBe(400);
  });

  it('[M-F.2 80] wipe alone is refused by its name, and kills nothing', async () => {
    await stage.deploy(web);
    const before = await idsOf();
    const { status, body } = await stage.delete('/v2/apps/web/tasks?wipe=true');
    expect([status, body.details[0].path]).toEqual([422, '/wipe']);
    expect(await idsOf()).toEqual(before);
  });

  it('of all apps, by state, and as the text that load balancers read', async () => {
    await stage.deploy({ ...web, portDefinitions: [{ port: 10_080, name: 'http' }] });
    expect((await stage.get('/v2/tasks')).body.tasks).toHaveLength(3);
    expect((await stage.get('/v2/tasks?status=staging')).body.tasks).toHaveLength(0);
    const { body } = await stage.get('/v2/tasks', { accept: 'text/plain' });
    const [name, port, ...places] = body.trim().split('\t');
    expect([name, port]).toEqual(['web', '10080']);
    expect(places.every((place: string) => /^node-\d:31\d\d\d$/.test(place))).toBe(true);
    expect(places).toHaveLength(3);
  });

  it('the last failure is told', async () => {
    await stage.deploy({ ...web, instances: 1 });
    const [id] = await idsOf();
    const agent = stage.agents.find(({ assignments }) => [...assignments.keys()].some((key) => key === id))!;
    const taskId = [...agent.assignments.keys()].find((key) => key === id)!;
    await agent.say(taskId, 'failed', { reason: 'Exited', message: 'exit code 7' });
    const { app } = (await stage.get('/v2/apps/web')).body;
    expect(app.lastTaskFailure).toMatchObject({
      taskId: id,
      state: 'TASK_FAILED',
      message: 'exit code 7',
      appId: '/web',
    });
  });
});

describe('the queue', () => {
  it('says why an app waits, in Marathon’s words and in a sentence', async () => {
    await stage.post('/v2/apps', { ...web, cpus: 100, instances: 2 });
    const [entry] = (await stage.get('/v2/queue')).body.queue;
    expect(entry).toMatchObject({
      count: 2,
      app: { id: '/web' },
      delay: { timeLeftSeconds: 0, overdue: true },
    });
    expect(entry.processedOffersSummary).toMatchObject({ processedOffersCount: 2, unusedOffersCount: 2 });
    const summary = entry.processedOffersSummary.rejectSummaryLastOffers;
    expect(summary.filter(({ declined }: { declined: number }) => declined > 0)).toEqual([
      { reason: 'InsufficientCpus', declined: 2, processed: 2 },
    ]);
    expect(entry.message).toMatch(/^0 of 2 nodes can take it: 2 lack CPU/);
  });

  it('says how long a back-off still takes, and resets it', async () => {
    await stage.deploy({ ...web, instances: 1, backoffSeconds: 3_000, maxLaunchDelaySeconds: 3_600 });
    const [id] = await idsOf();
    const agent = stage.agents.find(({ assignments }) => [...assignments.keys()].some((key) => key === id))!;
    const taskId = [...agent.assignments.keys()].find((key) => key === id)!;
    await agent.say(taskId, 'failed', { reason: 'Exited', message: 'exit code 1' });
    const [entry] = (await stage.get('/v2/queue')).body.queue;
    expect(entry.delay.overdue).toBe(false);
    expect(entry.delay.timeLeftSeconds).toBeGreaterThan(2_900);
    expect((await stage.delete('/v2/queue/web/delay')).status).toBe(204);
    await runs(1);
    expect((await stage.get('/v2/queue')).body.queue).toEqual([]);
    expect((await stage.delete('/v2/queue/web/delay')).status).toBe(404);
  });
});

describe('the rest', () => {
  it('ping, info, leader, metrics, and what is not there', async () => {
    expect((await stage.get('/ping')).body).toBe('pong\n');
    const host = new URL(stage.url).host;
    expect((await stage.get('/v2/info')).body).toMatchObject({
      name: 'marathon',
      elected: true,
      leader: host,
    });
    expect((await stage.get('/v2/leader')).body).toEqual({ leader: host });
    await stage.deploy(web);
    expect((await stage.get('/metrics')).body.gauges).toMatchObject({
      'marathon.apps.active.gauge': { value: 1 },
      'marathon.instances.running.gauge': { value: 3 },
    });
    expect((await stage.get('/v2/pods')).status).toBe(404);
    expect((await stage.call('DELETE', '/v2/info')).status).toBe(405);
  });
});
