import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarathonStage } from './testing/marathon-stage.ts';

let stage: MarathonStage;
beforeEach(async () => {
  stage = await MarathonStage.open();
});
afterEach(() => stage.close());

const app = { id: '/shop/web', cmd: 'sleep 1000', instances: 2, cpus: 0.1, mem: 32 };

describe('an app', () => {
  it('is created: 201, its place, its body, and a deployment that ends', async () => {
    const reply = await stage.post('/v2/apps', app);
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe('/marathon/v2/apps/shop/web');
    expect(reply.body).toMatchObject({
      ...app,
      backoffFactor: 1.15,
      deployments: [{ id: reply.headers.get('marathon-deployment-id') }],
    });
    await stage.settled();
    const { body } = await stage.get('/v2/apps//shop/web');
    expect(body.app).toMatchObject({
      tasksRunning: 2,
      tasksStaged: 0,
      deployments: [],
      version: reply.body.version,
    });
    expect(body.app.tasks).toHaveLength(2);
    expect(body.app.tasks[0]).toMatchObject({
      appId: '/shop/web',
      host: 'node-0',
      state: 'TASK_RUNNING',
      version: reply.body.version,
    });
    expect(body.app.tasks[0].ports[0]).toBeGreaterThanOrEqual(31_000);
  });

  it('is a deployment everywhere else', async () => {
    await stage.deploy(app);
    const record = stage.plane.view.deployment('shop', 'web')!;
    expect(record.spec).toMatchObject({ replicas: 2, strategy: { type: 'Capacity' } });
    expect(stage.plane.view.rolloutsOf(record.id).map(({ outcome }) => outcome)).toEqual(['complete']);
  });

  it('that is there already is 409', async () => {
    await stage.deploy(app);
    const reply = await stage.post('/v2/apps', app);
    expect([reply.status, reply.body.message]).toEqual([409, 'An app with id [/shop/web] already exists.']);
  });

  it('that is not there is 404, with its id', async () => {
    for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const) {
      const reply = await stage.call(method, '/v2/apps/none', body);
      expect([reply.status, reply.body]).toEqual([404, { message: "App '/none' does not exist" }]);
    }
  });

  it('that cannot be is 422, malformed JSON 400, a wrong type 400', async () => {
    const wrong = await stage.post('/v2/apps', { ...app, minimumHealthCapacity: 1 });
    expect([wrong.status, wrong.body.details[0].path]).toEqual([422, '/minimumHealthCapacity']);
    const broken = await stage.post('/v2/apps', '{"id":');
    expect([broken.status, broken.body.message]).toEqual([400, 'Invalid JSON']);
    const mistyped = await stage.post('/v2/apps', { ...app, cpus: 'many' });
    expect(mistyped.body.details).toEqual([{ path: '/cpus', errors: ['error.expected.jsnumber'] }]);
  });

  it('is merged by PUT, and overwritten with partialUpdate=false', async () => {
    await stage.deploy({ ...app, env: { A: '1' } });
    const merged = await stage.put('/v2/apps/shop/web', { cmd: 'sleep 2000' });
    expect([merged.status, Object.keys(merged.body).sort()]).toEqual([200, ['deploymentId', 'version']]);
    await stage.settled();
    expect((await stage.get('/v2/apps/shop/web')).body.app).toMatchObject({
      cmd: 'sleep 2000',
      instances: 2,
      env: { A: '1' },
      version: merged.body.version,
    });
    await stage.put('/v2/apps/shop/web?partialUpdate=false', { cmd: 'sleep 3000' });
    await stage.settled();
    expect((await stage.get('/v2/apps/shop/web')).body.app).toMatchObject({
      cmd: 'sleep 3000',
      instances: 1,
      env: {},
      mem: 128,
    });
  });

  it('that PUT finds nowhere is made: 201', async () => {
    expect((await stage.put('/v2/apps/fresh/one', { cmd: 'sleep 1' })).status).toBe(201);
  });

  it('that asks for what is so already is not deployed', async () => {
    await stage.deploy(app);
    const { revision } = stage.plane.view;
    const reply = await stage.put('/v2/apps/shop/web', { cpus: 0.1, backoffSeconds: 1 });
    expect(reply.status).toBe(200);
    expect(stage.plane.view.revision).toBe(revision);
  });

  it('scales without a new version, and the deployment ends when all run', async () => {
    const { body } = await stage.deploy(app);
    const reply = await stage.put('/v2/apps/shop/web', { instances: 5 });
    expect(reply.body.version).toBe(body.version);
    await stage.settled();
    expect((await stage.get('/v2/apps/shop/web')).body.app).toMatchObject({ instances: 5, tasksRunning: 5 });
    await stage.put('/v2/apps/shop/web', { instances: 0 });
    await stage.settled();
    expect((await stage.get('/v2/apps/shop/web/tasks')).body.tasks).toEqual([]);
  });

  it('restarts: other tasks, same app', async () => {
    await stage.deploy(app);
    const before = (await stage.get('/v2/apps/shop/web/tasks')).body.tasks.map(
      ({ id }: { id: string }) => id,
    );
    expect((await stage.post('/v2/apps/shop/web/restart', {})).status).toBe(200);
    await stage.settled();
    const after = (await stage.get('/v2/apps/shop/web/tasks')).body.tasks.map(({ id }: { id: string }) => id);
    expect(after.filter((id: string) => before.includes(id))).toEqual([]);
    expect(after).toHaveLength(2);
    expect((await stage.get('/v2/apps/shop/web')).body.app).toMatchObject(app);
  });

  it('goes: its tasks stop and it is 404', async () => {
    await stage.deploy(app);
    expect((await stage.delete('/v2/apps/shop/web')).status).toBe(200);
    await stage.until(() => stage.plane.view.count('deployments') === 0);
    expect((await stage.get('/v2/apps/shop/web')).status).toBe(404);
  });

  it('has versions, and goes back to one: template and size', async () => {
    const first = (await stage.deploy(app)).body.version;
    await stage.put('/v2/apps/shop/web', {
      cmd: 'sleep 2',
      instances: 3,
      upgradeStrategy: { minimumHealthCapacity: 0.5 },
    });
    await stage.settled();
    const { versions } = (await stage.get('/v2/apps/shop/web/versions')).body;
    expect(versions).toHaveLength(2);
    expect(versions[1]).toBe(first);
    expect((await stage.get(`/v2/apps/shop/web/versions/${first}`)).body).toMatchObject({
      cmd: 'sleep 1000',
      version: first,
    });
    const back = await stage.put('/v2/apps/shop/web', { version: first });
    expect(back.status).toBe(200);
    await stage.settled();
    expect((await stage.get('/v2/apps/shop/web')).body.app).toMatchObject({
      ...app,
      upgradeStrategy: { minimumHealthCapacity: 1 },
    });
    const record = stage.plane.view.deployment('shop', 'web')!;
    const [newest] = [...stage.plane.view.revisionsOf(record.id)].sort((a, b) => b.number - a.number);
    expect([newest!.number, newest!.restoredFrom]).toEqual([3, 1]);
    expect((await stage.put('/v2/apps/shop/web', { version: '2020-01-01T00:00:00.000Z' })).status).toBe(404);
  });

  it('made elsewhere is an app too, and can be scaled and changed here', async () => {
    const { parseDeployment } = await import('@gantry/model');
    const parsed = parseDeployment({
      name: 'blog',
      replicas: 1,
      template: {
        containers: [
          { name: 'main', image: 'blog:1' },
          { name: 'side', image: 'side:1' },
        ],
      },
    });
    if (!parsed.ok) throw new Error(parsed.error.message);
    const command = {
      type: 'deployment.apply',
      ...parsed.value,
      planHash: null,
      cause: '',
      mode: 'create',
      ifGeneration: null,
    } as const;
    await stage.plane.submit(command, { name: 'bo', via: 'kubectl' });
    const [rollout] = (await stage.get('/v2/deployments')).body;
    expect(rollout).toMatchObject({
      id: [...stage.plane.view.all('rollouts')][0]!.id,
      affectedApps: ['/default/blog'],
    });
    await stage.settled();
    expect((await stage.get('/v2/apps/default/blog')).body.app).toMatchObject({
      container: { docker: { image: 'blog:1' } },
      tasksRunning: 1,
    });
    await stage.put('/v2/apps/default/blog', { instances: 2 });
    await stage.settled();
    await stage.put('/v2/apps/default/blog', { container: { type: 'DOCKER', docker: { image: 'blog:2' } } });
    await stage.settled();
    const { templateHash } = stage.plane.view.deployment('default', 'blog')!;
    const { containers } = stage.plane.view.get('templates', templateHash)!.template;
    expect(containers.map(({ image }) => image)).toEqual(['blog:2', 'side:1']);
  });

  it('[M-F.2 75] under way is locked: 409 with the deployment, 200 with force', async () => {
    await stage.deploy(app);
    stage.agents[0]!.obeys = false;
    const { deploymentId } = (await stage.put('/v2/apps/shop/web', { cmd: 'sleep 2' })).body;
    const refused = await stage.put('/v2/apps/shop/web', { cmd: 'sleep 3' });
    expect(refused.status).toBe(409);
    expect(refused.body).toEqual({
      message:
        "App is locked by one or more deployments. Override with the option '?force=true'. View details at '/v2/deployments/<DEPLOYMENT_ID>'.",
      deployments: [{ id: deploymentId }],
    });
    const forced = await stage.put('/v2/apps/shop/web?force=true', { cmd: 'sleep 3' });
    expect(forced.status).toBe(200);
    expect((await stage.get('/v2/deployments')).body.map(({ id }: { id: string }) => id)).toEqual([
      forced.body.deploymentId,
    ]);
  });
});

describe('the list', () => {
  it('is filtered by id, cmd and label, and embeds what is asked', async () => {
    await stage.deploy({ ...app, labels: { tier: 'front' } });
    await stage.deploy({ id: '/db', cmd: 'serve', labels: { tier: 'back' } });
    const ids = async (query: string) =>
      (await stage.get(`/v2/apps${query}`)).body.apps.map(({ id }: { id: string }) => id);
    expect(await ids('')).toEqual(['/shop/web', '/db']);
    expect(await ids('?id=shop')).toEqual(['/shop/web']);
    expect(await ids('?cmd=serve')).toEqual(['/db']);
    expect(await ids('?label=tier%3D%3Dback')).toEqual(['/db']);
    expect(await ids('?label=tier%20in%20(back,front)')).toHaveLength(2);
    const [plain] = (await stage.get('/v2/apps')).body.apps;
    expect([plain.tasksRunning, plain.tasks]).toEqual([2, undefined]);
    const [full] = (await stage.get('/v2/apps?embed=apps.tasks&embed=apps.taskStats')).body.apps;
    expect(full.tasks).toHaveLength(2);
    expect(full.taskStats.totalSummary.stats.counts).toEqual({
      staged: 0,
      running: 2,
      healthy: 0,
      unhealthy: 0,
    });
    expect((await stage.get('/v2/apps/shop/*')).body['*']).toHaveLength(1);
  });
});
