import { guardLabel } from '@gantry/model';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ObedientNode } from './testing/obedient-node.ts';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

const newest = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
const older = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const labels = { app: 'web' };
const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const cpuAt = (averageUtilization: number) => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

let door: ServedDoor;
let node: ObedientNode;
beforeEach(async () => {
  door = await serveDoor({ waitMs: 50 });
  node = ObedientNode.join(door.plane, 'one');
});
afterEach(() => door.close());

async function deploy(replicas: number, requests: JsonObject): Promise<void> {
  const containers = [{ name: 'hello', image: 'hello:1', resources: { requests } }];
  const spec = {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  };
  expect(await door.call('POST', deployments, { metadata: { name: 'web' }, spec })).toMatchObject({
    code: 201,
  });
  await vi.waitFor(async () =>
    expect((await door.call('GET', `${deployments}/web`)).body.status).toMatchObject({
      readyReplicas: replicas,
    }),
  );
}

it('has a deployment follow what its tasks use, and shows what it sees in both versions', async () => {
  await deploy(2, { cpu: '100m' });
  const spec = { scaleTargetRef: target, maxReplicas: 5, targetCPUUtilizationPercentage: 50 };
  expect(await door.call('POST', older, { metadata: { name: 'web' }, spec })).toMatchObject({
    code: 201,
    warnings: [],
  });
  node.measure({ cpuMillis: 100, memoryBytes: 0 });
  await vi.waitFor(async () => {
    const { body } = await door.call('GET', `${newest}/web`);
    expect(body.status).toMatchObject({ desiredReplicas: 4, currentReplicas: 4 });
    expect(body.spec).toMatchObject({ metrics: [cpuAt(50)], minReplicas: 1 });
  });
  const { body } = await door.call('GET', `${older}/web`);
  expect(body).toMatchObject({ spec, status: { currentReplicas: 4, currentCPUUtilizationPercentage: 100 } });
  expect((await door.call('GET', `${deployments}/web`)).body.spec).toMatchObject({ replicas: 4 });
});

it('is refused in a guarded namespace when it would take replicas away', async () => {
  await deploy(3, { cpu: '100m' });
  const labels = { [guardLabel]: 'true' };
  const save = { type: 'namespace.save', name: 'default', labels, annotations: {} } as const;
  await door.plane.submit(save, { name: 'ada', via: 'api' });
  const wanted = (maxReplicas: number) => ({
    metadata: { name: 'web' },
    spec: { scaleTargetRef: target, maxReplicas, metrics: [cpuAt(50)] },
  });
  const refused = await door.call('POST', newest, wanted(2));
  expect(refused).toMatchObject({ code: 403, body: { message: expect.stringContaining('scale down web') } });
  expect(await door.call('POST', newest, wanted(3))).toMatchObject({ code: 201 });
});

it('says why it cannot say what size is right', async () => {
  await deploy(1, {});
  await door.call('POST', newest, {
    metadata: { name: 'web' },
    spec: { scaleTargetRef: target, maxReplicas: 5, metrics: [cpuAt(50)] },
  });
  await vi.waitFor(async () => {
    const { conditions } = (await door.call('GET', `${newest}/web`)).body.status as {
      conditions: JsonObject[];
    };
    expect(conditions).toContainEqual(
      expect.objectContaining({
        type: 'ScalingActive',
        status: 'False',
        message: expect.stringContaining('its template requests no cpu'),
      }),
    );
  });
});

it('warns of a behaviour that is not honoured', async () => {
  const behavior = { scaleDown: { stabilizationWindowSeconds: 60, policies: [] }, scaleUp: {} };
  const spec = { scaleTargetRef: target, maxReplicas: 5, metrics: [cpuAt(50)], behavior };
  const { warnings, body } = await door.call('POST', newest, { metadata: { name: 'web' }, spec });
  expect(warnings).toHaveLength(2);
  expect(body).toMatchObject({ spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } } });
});

it.each<[string, JsonObject, string]>([
  [
    'another kind',
    { scaleTargetRef: { ...target, kind: 'StatefulSet' }, maxReplicas: 2 },
    'spec.scaleTargetRef.kind',
  ],
  ['no target', { maxReplicas: 2 }, 'spec.scaleTargetRef.name'],
  ['no largest size', { scaleTargetRef: target }, 'spec.maxReplicas'],
  ['crossed bounds', { scaleTargetRef: target, minReplicas: 3, maxReplicas: 2 }, 'spec.maxReplicas'],
  ['a smallest size of none', { scaleTargetRef: target, minReplicas: 0, maxReplicas: 2 }, 'spec.minReplicas'],
  [
    'an external metric',
    { scaleTargetRef: target, maxReplicas: 2, metrics: [{ type: 'External' }] },
    'spec.metrics[0].type',
  ],
])('%s: 422 by the field’s name', async (_, spec, field) => {
  const { body } = await door.call('POST', newest, { metadata: { name: 'x' }, spec });
  expect(body).toMatchObject({ code: 422, details: { causes: [{ field }] } });
});
