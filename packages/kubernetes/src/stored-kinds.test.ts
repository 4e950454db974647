import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ObedientNode } from './testing/obedient-node.ts';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

/** Kinds that are records of their own: made, shown, changed and deleted through the door. */

const core = '/api/v1/namespaces/default';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
const strategic = 'application/strategic-merge-patch+json';
const labels = { app: 'web' };

function web(replicas: number, pod: JsonObject = {}): JsonObject {
  const containers = [{ name: 'hello', image: 'hello:1', ports: [{ containerPort: 8080 }] }];
  return {
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers, ...pod } },
    },
  };
}

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
  ObedientNode.join(door.plane, 'one');
});
afterEach(() => door.close());

const made = async (path: string, body: JsonObject) => {
  const answer = await door.call('POST', path, body);
  expect(answer).toMatchObject({ code: 201 });
  return answer;
};
const runningPods = async () => {
  const { body } = await door.call('GET', `${core}/pods?fieldSelector=status.phase%3DRunning`);
  return (body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
};
const untilRunning = (count: number) =>
  vi.waitFor(async () => expect(await runningPods()).toHaveLength(count));

describe('secrets', () => {
  const secret = { metadata: { name: 'login' }, data: { user: 'YWRh' }, stringData: { password: 's3cret' } };

  it('never come back, and keep a value that is sent back empty', async () => {
    const { body } = await made(`${core}/secrets`, secret);
    expect(body).toMatchObject({ data: { user: '', password: '' }, type: 'Opaque' });
    const [before] = door.plane.view.all('secrets');
    const again = await door.call('PUT', `${core}/secrets/login`, body);
    expect(again.body.metadata).toEqual(body.metadata);
    const annotated = { ...body, metadata: { ...(body.metadata as JsonObject), annotations: { a: 'b' } } };
    expect((await door.call('PUT', `${core}/secrets/login`, annotated)).code).toBe(200);
    const [after] = door.plane.view.all('secrets');
    expect(after!.data).toEqual(before!.data);
    expect(after!.annotations).toMatchObject({ a: 'b' });
  });

  it('leave no value in what kubectl apply keeps of them', async () => {
    const applied = JSON.stringify({
      kind: 'Secret',
      stringData: { password: 's3cret' },
      data: { user: 'YWRh' },
    });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': applied };
    await made(`${core}/secrets`, { ...secret, metadata: { name: 'login', annotations } });
    const everything = JSON.stringify([...door.plane.view.all('secrets')]);
    expect(everything).toContain('last-applied-configuration');
    expect(everything).not.toMatch(/s3cret|YWRh/);
  });

  it('are refused without a word of their values', async () => {
    const answer = await door.call('POST', `${core}/secrets`, { ...secret, data: { 'no key!': 'YWRh' } });
    expect(answer.code).toBe(422);
    expect(JSON.stringify(answer.body)).not.toMatch(/s3cret|YWRh/);
  });
});

describe('config maps', () => {
  it('are saved, found by name, and cannot be changed once immutable', async () => {
    await made(`${core}/configmaps`, { metadata: { name: 'settings' }, data: { colour: 'blue' } });
    const patched = await door.call('PATCH', `${core}/configmaps/settings`, { immutable: true }, strategic);
    expect(patched.body).toMatchObject({ data: { colour: 'blue' }, immutable: true });
    const refused = await door.call(
      'PATCH',
      `${core}/configmaps/settings`,
      { data: { colour: 'red' } },
      strategic,
    );
    expect(refused.body).toMatchObject({ code: 422, message: expect.stringContaining('field is immutable') });
  });

  it('warn who uses them when they are deleted, and how they are mounted comes back as it was written', async () => {
    await made(`${core}/configmaps`, { metadata: { name: 'settings' }, data: { colour: 'blue' } });
    const volumes = [{ name: 'c', configMap: { name: 'settings', defaultMode: 256 } }];
    const created = await made(deployments, web(1, { volumes }));
    expect(created.warnings.join()).toContain('volumes[0].configMap.defaultMode: kept, but not honoured');
    const image = { spec: { template: { spec: { containers: [{ name: 'hello', image: 'hello:2' }] } } } };
    const patched = await door.call('PATCH', `${deployments}/web`, image, strategic);
    expect(patched.body).toMatchObject({ spec: { template: { spec: { volumes } } } });
    const deleted = await door.call('DELETE', `${core}/configmaps/settings`);
    expect(deleted.warnings.join()).toContain('settings is used by web');
  });
});

describe('volume claims', () => {
  it('are volumes, by their access and size', async () => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const { body } = await made(`${core}/persistentvolumeclaims`, { metadata: { name: 'data' }, spec });
    expect(body).toMatchObject({ spec, status: { phase: 'Pending' } });
    expect([...door.plane.view.all('volumes')][0]).toMatchObject({
      access: 'oneNode',
      capacityBytes: 2 ** 30,
    });
    const moved = await door.call(
      'PATCH',
      `${core}/persistentvolumeclaims/data`,
      { spec: { storageClassName: 'docker' } },
      strategic,
    );
    expect(moved.body).toMatchObject({ code: 422, reason: 'Invalid' });
  });
});

describe('services', () => {
  it('have the ready pods that they select, as endpoints and slices', async () => {
    await made(deployments, web(2));
    await untilRunning(2);
    const ports = [{ port: 80, targetPort: 8080 }];
    const { body } = await made(`${core}/services`, {
      metadata: { name: 'web' },
      spec: { selector: labels, ports },
    });
    expect(body).toMatchObject({ spec: { type: 'ClusterIP', clusterIP: expect.stringMatching(/^\d+\./) } });
    const endpoints = await door.call('GET', `${core}/endpoints/web`);
    expect(endpoints.body.subsets).toMatchObject([{ addresses: [{}, {}], ports: [{ port: 8080 }] }]);
    const slices = await door.call(
      'GET',
      '/apis/discovery.k8s.io/v1/endpointslices?labelSelector=kubernetes.io/service-name%3Dweb',
    );
    expect(slices.body.items).toMatchObject([{ endpoints: [{ conditions: { ready: true } }, {}] }]);
  });

  it('say what they cannot do', async () => {
    const ports = [{ port: 80 }];
    const spec = { type: 'LoadBalancer', selector: labels, ports, externalIPs: ['10.0.0.1'] };
    const { warnings, body } = await made(`${core}/services`, { metadata: { name: 'lb' }, spec });
    expect(warnings.join()).toContain('LoadBalancer is served as NodePort');
    expect(warnings.join()).toContain('spec.externalIPs: kept, but not honoured by Gantry');
    expect(body).toMatchObject({ spec: { type: 'LoadBalancer', externalIPs: ['10.0.0.1'] } });
    const named = await door.call('POST', `${core}/services`, {
      metadata: { name: 'ext' },
      spec: { type: 'ExternalName', externalName: 'x.y' },
    });
    expect(named.body.message).toContain('spec.type: Unsupported value: "ExternalName"');
  });
});

describe('disruption budgets', () => {
  it('refuse an eviction with a 429 that says which and why', async () => {
    await made(deployments, web(2));
    await untilRunning(2);
    const { body } = await made(budgets, {
      metadata: { name: 'web' },
      spec: { minAvailable: 2, selector: { matchLabels: labels } },
    });
    expect(body.status).toMatchObject({ currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0 });
    const [pod] = await runningPods();
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod } };
    const refused = await door.call('POST', `${core}/pods/${pod}/eviction`, eviction);
    expect(refused.body).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [{ reason: 'DisruptionBudget', message: expect.stringContaining('budget web needs 2') }],
      },
    });
    await door.call('PATCH', `${budgets}/web`, { spec: { minAvailable: 1 } }, strategic);
    expect((await door.call('POST', `${core}/pods/${pod}/eviction`, eviction)).code).toBe(201);
  });

  it('keep what their expressions match, shown as they were written', async () => {
    await made(deployments, web(2));
    await untilRunning(2);
    const matchExpressions = [{ key: 'app', operator: 'NotIn', values: ['other'] }];
    const { body } = await made(budgets, {
      metadata: { name: 'web' },
      spec: { minAvailable: 2, selector: { matchExpressions } },
    });
    expect(body).toMatchObject({
      spec: { selector: { matchExpressions } },
      status: { expectedPods: 2, disruptionsAllowed: 0 },
    });
    const none = { spec: { selector: { matchExpressions: null } } };
    const patched = await door.call('PATCH', `${budgets}/web`, none, strategic);
    expect(patched.body).toMatchObject({ spec: { selector: {} }, status: { expectedPods: 2 } });
  });

  it.each<[string, JsonObject]>([
    ['no bound', { selector: { matchLabels: labels } }],
    ['two bounds', { minAvailable: 1, maxUnavailable: 1, selector: { matchLabels: labels } }],
    ['a bound that is none', { minAvailable: 'many', selector: { matchLabels: labels } }],
    ['no selector', { minAvailable: 1 }],
    [
      'half an expression',
      { minAvailable: 1, selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
    ],
  ])('%s: 422', async (_, spec) => {
    expect((await door.call('POST', budgets, { metadata: { name: 'x' }, spec })).code).toBe(422);
  });
});

describe('pods', () => {
  it('take labels and annotations of their own, and nothing else', async () => {
    await made(deployments, web(1));
    await untilRunning(1);
    const [pod] = await runningPods();
    const path = `${core}/pods/${pod}`;
    const labelled = await door.call(
      'PATCH',
      path,
      { metadata: { labels: { tier: 'front', app: 'odd' } } },
      strategic,
    );
    expect(labelled.body).toMatchObject({ metadata: { labels: { tier: 'front', app: 'odd' } } });
    const selected = await door.call('GET', `${core}/pods?labelSelector=tier%3Dfront`);
    expect(selected.body.items).toHaveLength(1);
    const refused = await door.call('PATCH', path, { spec: { nodeName: 'two' } }, strategic);
    expect(refused.body).toMatchObject({ code: 422, message: expect.stringContaining('only replaced') });
    const removed = await door.call('PATCH', path, { metadata: { labels: { app: null } } }, strategic);
    expect(removed.body.message).toContain('comes from the template');
  });
});
