import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarathonStage } from './testing/marathon-stage.ts';

let stage: MarathonStage;
beforeEach(async () => {
  stage = await MarathonStage.open();
});
afterEach(() => stage.close());

const small = { cmd: 'sleep 1000', cpus: 0.1, mem: 16 };
const shop = (over: object = {}) => ({
  apps: [
    { id: 'web', ...small, dependencies: ['db'], ...over },
    { id: 'db', ...small, ...over },
  ],
});
const running = (id: string) => {
  const record = [...stage.plane.view.all('deployments')].find(({ name }) => name === id);
  return record === undefined
    ? 0
    : [...stage.plane.view.tasksOfDeployment(record.id)].filter(({ state }) => state === 'running').length;
};

describe('a group', () => {
  it('is deployed in the order of its dependencies', async () => {
    const agent = stage.agents[0]!;
    agent.obeys = false;
    const reply = await stage.put('/v2/groups/shop', shop());
    expect(reply.status).toBe(200);
    const [plan] = (await stage.get('/v2/deployments')).body;
    expect(plan).toMatchObject({
      id: reply.body.deploymentId,
      affectedApps: ['/shop/web', '/shop/db'],
      steps: [
        {
          actions: [
            { action: 'StartApplication', app: '/shop/web' },
            { action: 'StartApplication', app: '/shop/db' },
          ],
        },
        { actions: [{ action: 'ScaleApplication', app: '/shop/db' }] },
        { actions: [{ action: 'ScaleApplication', app: '/shop/web' }] },
      ],
      currentStep: 2,
      totalSteps: 3,
      currentActions: [{ action: 'ScaleApplication', app: '/shop/db' }],
    });
    await stage.until(() => agent.assignments.size === 1);
    const [db] = agent.assignments.values();
    expect(db!.owner).toBe('db');
    await agent.say(db!.taskId, 'running', { ready: true });
    await stage.until(() => agent.assignments.size === 2);
    expect([...agent.assignments.values()][1]!.owner).toBe('web');
    expect((await stage.get('/v2/deployments')).body[0].currentStep).toBe(3);
    await agent.say([...agent.assignments.values()][1]!.taskId, 'running', { ready: true });
    await stage.settled();
    expect((await stage.get('/v2/deployments')).body).toEqual([]);
  });

  it('goes on where it was when the control plane is another one', async () => {
    const agent = stage.agents[0]!;
    agent.obeys = false;
    await stage.put('/v2/groups/shop', shop());
    await stage.until(() => agent.assignments.size === 1);
    await stage.restart();
    expect((await stage.get('/v2/deployments')).body[0].currentStep).toBe(2);
    const [db] = agent.assignments.values();
    await agent.say(db!.taskId, 'running', { ready: true });
    await stage.until(() => agent.assignments.size === 2);
    await agent.say([...agent.assignments.keys()][1]!, 'running', { ready: true });
    await stage.settled();
    expect([running('db'), running('web')]).toEqual([1, 1]);
  });

  it('shows its tree, and its dependencies', async () => {
    const body = {
      groups: [{ id: 'back', dependencies: ['/data'], apps: [{ id: 'api', ...small }] }],
      apps: [{ id: 'web', ...small }],
    };
    await stage.put('/v2/groups/shop', body);
    await stage.settled();
    expect((await stage.get('/v2/groups/shop')).body).toMatchObject({
      id: '/shop',
      apps: [{ id: '/shop/web' }],
      groups: [
        { id: '/shop/back', apps: [{ id: '/shop/back/api', dependencies: [] }], dependencies: ['/data'] },
      ],
    });
    expect((await stage.get('/v2/groups')).body).toMatchObject({
      id: '/',
      apps: [],
      groups: [{ id: '/shop' }],
    });
    expect((await stage.get('/v2/groups/none')).status).toBe(404);
  });

  it('PUT sets the whole: apps that are not listed go', async () => {
    await stage.put('/v2/groups/shop', shop());
    await stage.settled();
    const dry = await stage.put('/v2/groups/shop?dryRun=true', {
      apps: [{ id: 'db', ...small, cmd: 'sleep 2' }],
    });
    expect(dry.body.steps).toEqual([
      { actions: [{ action: 'StopApplication', app: '/shop/web' }] },
      { actions: [{ action: 'RestartApplication', app: '/shop/db' }] },
    ]);
    await stage.put('/v2/groups/shop', { apps: [{ id: 'db', ...small, cmd: 'sleep 2' }] });
    await stage.settled();
    expect(
      (await stage.get('/v2/apps')).body.apps.map(({ id, cmd }: { id: string; cmd: string }) => [id, cmd]),
    ).toEqual([['/shop/db', 'sleep 2']]);
  });

  it('[M-F.2 74] a mixed plan: what goes, what is new, then by layers', async () => {
    await stage.put('/v2/groups/shop', {
      apps: ['gone', 'scaled', 'changed'].map((id) => ({ id, ...small })),
    });
    await stage.settled();
    const apps = [
      { id: 'fresh', ...small, dependencies: ['changed'] },
      { id: 'scaled', ...small, instances: 2 },
      { id: 'changed', ...small, cmd: 'sleep 2' },
    ];
    expect((await stage.put('/v2/groups/shop?dryRun=true', { apps })).body.steps).toEqual([
      { actions: [{ action: 'StopApplication', app: '/shop/gone' }] },
      { actions: [{ action: 'StartApplication', app: '/shop/fresh' }] },
      {
        actions: [
          { action: 'ScaleApplication', app: '/shop/scaled' },
          { action: 'RestartApplication', app: '/shop/changed' },
        ],
      },
      { actions: [{ action: 'ScaleApplication', app: '/shop/fresh' }] },
    ]);
    await stage.put('/v2/groups/shop', { apps });
    await stage.settled();
    expect([running('gone'), running('fresh'), running('scaled'), running('changed')]).toEqual([0, 1, 2, 1]);
  });

  it('[M-F.2 74] a circle of dependencies is 422', async () => {
    const apps = [
      { id: 'a', ...small, dependencies: ['b'] },
      { id: 'b', ...small, dependencies: ['a'] },
    ];
    const reply = await stage.put('/v2/groups/shop', { apps });
    expect([reply.status, reply.body.details[0].errors]).toEqual([
      422,
      ['Dependency graph has cyclic dependencies.'],
    ]);
    expect(stage.plane.view.count('deployments')).toBe(0);
  });

  it('faults of an app are told with their place in the group, and nothing is deployed', async () => {
    const reply = await stage.put('/v2/groups/shop', {
      apps: [
        { id: 'a', ...small },
        { id: 'b', ...small, cpus: -1 },
      ],
    });
    expect([reply.status, reply.body.details[0].path]).toEqual([422, '/apps(1)/cpus']);
    expect(stage.plane.view.count('deployments')).toBe(0);
  });

  it('[M-F.2 75] in the middle of an upgrade: 409 without force, 200 with it; deleting alike', async () => {
    await stage.put('/v2/groups/shop', shop());
    await stage.settled();
    stage.agents[0]!.obeys = false;
    await stage.put('/v2/groups/shop', shop({ cmd: 'sleep 2' }));
    expect((await stage.put('/v2/groups/shop', shop({ cmd: 'sleep 3' }))).status).toBe(409);
    expect((await stage.delete('/v2/groups/shop')).status).toBe(409);
    expect((await stage.put('/v2/groups/shop?force=true', shop({ cmd: 'sleep 3' }))).status).toBe(200);
    expect((await stage.get('/v2/deployments')).body).toHaveLength(1);
    expect((await stage.delete('/v2/groups/shop?force=true')).status).toBe(200);
  });

  it('scales by a factor, has versions, and goes back', async () => {
    await stage.put('/v2/groups/shop', shop());
    await stage.settled();
    await stage.put('/v2/groups/shop', shop({ cmd: 'sleep 2' }));
    await stage.settled();
    await stage.put('/v2/groups/shop', { scaleBy: 2.5 });
    await stage.settled();
    expect([running('db'), running('web')]).toEqual([3, 3]);
    const versions = (await stage.get('/v2/groups/shop/versions')).body;
    expect(versions.length).toBeGreaterThanOrEqual(2);
    const before = [...stage.plane.view.all('revisions')]
      .filter(({ number }) => number === 1)
      .map(({ createdAtMs }) => createdAtMs);
    await stage.put('/v2/groups/shop', { version: new Date(Math.max(...before)).toISOString() });
    await stage.settled();
    const { apps } = (await stage.get('/v2/groups/shop')).body;
    expect(apps.map(({ cmd, instances }: { cmd: string; instances: number }) => [cmd, instances])).toEqual([
      ['sleep 1000', 1],
      ['sleep 1000', 1],
    ]);
  });

  it('is made once: POST 201, then 409', async () => {
    expect((await stage.post('/v2/groups', { id: '/shop', ...shop() })).status).toBe(201);
    expect((await stage.post('/v2/groups', { id: '/shop', ...shop() })).status).toBe(409);
  });
});

describe('a deployment', () => {
  it('is rolled back: 200, and everything is as before, new apps gone', async () => {
    await stage.put('/v2/groups/shop', { apps: [{ id: 'db', ...small, instances: 2 }] });
    await stage.settled();
    stage.agents[0]!.obeys = false;
    const { deploymentId } = (
      await stage.put('/v2/groups/shop', {
        apps: [
          { id: 'db', ...small, cmd: 'sleep 2', instances: 4 },
          { id: 'web', ...small, dependencies: ['db'] },
        ],
      })
    ).body;
    const back = await stage.delete(`/v2/deployments/${deploymentId}`);
    expect([back.status, Object.keys(back.body).sort()]).toEqual([200, ['deploymentId', 'version']]);
    stage.agents[0]!.obeys = true;
    for (const { taskId, desired } of stage.agents[0]!.assignments.values()) {
      if (desired === 'stopped') await stage.agents[0]!.say(taskId, 'stopped');
    }
    await stage.settled();
    const { apps } = (await stage.get('/v2/apps')).body;
    expect(apps.map(({ id, cmd, instances }: Record<string, unknown>) => [id, cmd, instances])).toEqual([
      ['/shop/db', 'sleep 1000', 2],
    ]);
  });

  it('is cancelled with force: 202, nothing moves any more, and the next change goes on', async () => {
    await stage.deploy({
      id: '/web',
      ...small,
      instances: 2,
      upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 0 },
    });
    const agent = stage.agents[0]!;
    agent.obeys = false;
    const { deploymentId } = (await stage.put('/v2/apps/web', { cmd: 'sleep 2' })).body;
    const cancelled = await stage.delete(`/v2/deployments/${deploymentId}?force=true`);
    expect([cancelled.status, cancelled.body]).toEqual([202, '']);
    expect((await stage.get('/v2/deployments')).body).toEqual([]);
    const fresh = [...agent.assignments.values()].find(({ revision }) => revision === 2)!;
    await agent.say(fresh.taskId, 'running', { ready: true });
    const { id } = stage.plane.view.deployment('default', 'web')!;
    expect(
      [...stage.plane.view.tasksOfDeployment(id)].filter(({ desired }) => desired === 'stopped'),
    ).toEqual([]);
    agent.obeys = true;
    expect((await stage.put('/v2/apps/web', { cmd: 'sleep 2' })).status).toBe(200);
    await stage.settled();
    expect((await stage.get('/v2/apps/web')).body.app).toMatchObject({
      cmd: 'sleep 2',
      tasksRunning: 2,
      taskStats: { withLatestConfig: { stats: { counts: { running: 2 } } } },
    });
  });

  it('that nobody knows is 404', async () => {
    expect((await stage.delete('/v2/deployments/none')).status).toBe(404);
  });
});
