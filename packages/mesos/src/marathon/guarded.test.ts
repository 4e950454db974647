import { guardLabel } from '@gantry/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MarathonStage } from './testing/marathon-stage.ts';

let stage: MarathonStage;
beforeEach(async () => {
  stage = await MarathonStage.open();
});
afterEach(() => stage.close());

const small = { cmd: 'sleep 1000', cpus: 0.1, mem: 16 };
const shop = (instances: number) => ({
  apps: [
    { id: 'web', ...small, instances, dependencies: ['db'] },
    { id: 'db', ...small, instances },
  ],
});
const admin = { name: 'ada', via: 'api' } as const;
const guardShop = () =>
  stage.plane.submit(
    { type: 'namespace.save', name: 'shop', labels: { [guardLabel]: 'true' }, annotations: {} },
    admin,
  );
const sizes = () =>
  [...stage.plane.view.all('deployments')].map(({ name, generation, spec }) => [
    name,
    generation,
    spec.replicas,
  ]);
const deletions = () => stage.answered.filter(({ type }) => type === 'deployment.delete');

it('an app and a group of a guarded namespace are not deleted, which the audit hears of', async () => {
  await stage.put('/v2/groups/shop', shop(1));
  await stage.settled();
  await guardShop();
  const before = sizes();
  for (const path of ['/v2/apps/shop/web', '/v2/groups/shop?force=true']) {
    const reply = await stage.delete(path);
    const message = expect.stringContaining("is guarded, and Marathon's API has no way to say");
    expect(reply).toMatchObject({ status: 403, body: { message } });
  }
  expect(sizes()).toEqual(before);
  const refused = { type: 'deployment.delete', via: 'marathon', actor: 'ada', outcome: 'guarded' };
  expect(deletions()).toEqual([refused, refused]);
});

it('a change of a group of which one part is guarded is refused whole, its later steps too', async () => {
  await stage.put('/v2/groups/shop', shop(2));
  await stage.settled();
  await guardShop();
  const before = sizes();
  // The first step may be done; the second, which waits for it, scales down.
  const [web, db] = shop(2).apps as [object, object];
  const reply = await stage.put('/v2/groups/shop', {
    apps: [
      { ...web, instances: 1 },
      { ...db, instances: 3 },
    ],
  });
  expect(reply.status).toBe(403);
  expect(sizes()).toEqual(before);
  expect((await stage.get('/v2/deployments')).body).toEqual([]);
});

it('what goes is deleted by whoever asked, and by nobody else', async () => {
  await stage.put('/v2/groups/shop', shop(1));
  await stage.settled();
  expect((await stage.delete('/v2/groups/shop?force=true')).status).toBe(200);
  await stage.until(() => stage.plane.view.count('deployments') === 0);
  const done = { type: 'deployment.delete', via: 'marathon', actor: 'ada', outcome: 'ok' };
  expect(deletions()).toEqual([done, done]);
});

it('an app without instances goes at once, and its deletion is answered as done', async () => {
  await stage.deploy({ id: '/shop/web', ...small, instances: 0 });
  expect((await stage.delete('/v2/apps/shop/web')).status).toBe(200);
  await stage.until(() => stage.plane.view.count('deployments') === 0);
  expect(deletions()).toMatchObject([{ via: 'marathon', outcome: 'ok' }]);
});
