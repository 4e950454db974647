import {
  AppsV1Api,
  CoreV1Api,
  type Informer,
  KubeConfig,
  type KubernetesObject,
  makeInformer,
  type ObjectCache,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
} from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ObedientNode } from './testing/obedient-node.ts';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';

/** The official client, as it is, against the door. */

const namespace = 'default';
const labels = { app: 'web' };
const deployment = (name: string, replicas: number) => ({
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'hello', image: 'hello:1' }] } },
  },
});

let door: ServedDoor;
let config: KubeConfig;
let apps: AppsV1Api;
let core: CoreV1Api;

beforeEach(async () => {
  door = await serveDoor();
  config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'gantry', server: door.url, skipTLSVerify: true }, { name: 'ana' });
  apps = config.makeApiClient(AppsV1Api);
  core = config.makeApiClient(CoreV1Api);
  ObedientNode.join(door.plane, 'one');
});
afterEach(() => door.close());

const running = async () => {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=web' });
  return items.filter(({ status }) => status?.phase === 'Running');
};

it('lists in pages', async () => {
  await apps.createNamespacedDeployment({ namespace, body: deployment('web', 5) });
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await core.listNamespacedPod({
      namespace,
      limit: 2,
      ...(token === undefined ? {} : { _continue: token }),
    });
    expect(page.items.length).toBeLessThanOrEqual(2);
    names.push(...page.items.map(({ metadata }) => metadata!.name!));
    token = page.metadata?._continue;
  } while (token);
  expect(new Set(names).size).toBe(5);
});

it('patches in the four ways', async () => {
  await apps.createNamespacedDeployment({ namespace, body: deployment('web', 1) });
  const patch = (body: object, strategy: PatchStrategy) =>
    apps.patchNamespacedDeployment(
      {
        name: 'web',
        namespace,
        body,
        ...(strategy === PatchStrategy.ServerSideApply ? { fieldManager: 'test' } : {}),
      },
      setHeaderOptions('Content-Type', strategy),
    );
  const jsonPatch = [{ op: 'replace', path: '/spec/replicas', value: 2 }];
  expect((await patch(jsonPatch, PatchStrategy.JsonPatch)).spec?.replicas).toBe(2);
  expect((await patch({ spec: { replicas: 3 } }, PatchStrategy.MergePatch)).spec?.replicas).toBe(3);
  const containers = [{ name: 'hello', env: [{ name: 'COLOUR', value: 'blue' }] }];
  const strategic = await patch(
    { spec: { template: { spec: { containers } } } },
    PatchStrategy.StrategicMergePatch,
  );
  expect(strategic.spec?.template.spec?.containers[0]).toMatchObject({
    image: 'hello:1',
    env: [{ name: 'COLOUR', value: 'blue' }],
  });
  const applied = await patch(
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { tier: 'front' } } },
    PatchStrategy.ServerSideApply,
  );
  expect(applied.metadata?.labels).toMatchObject({ tier: 'front' });
  expect(applied.metadata?.managedFields?.map(({ manager }) => manager)).toContain('test');
  await vi.waitFor(async () => expect(await running()).toHaveLength(3));
});

it('watches, is cut off, and resumes without a list where it was', async () => {
  await apps.createNamespacedDeployment({ namespace, body: deployment('web', 3) });
  await vi.waitFor(async () => expect(await running()).toHaveLength(3));
  const lists = vi.fn(() => core.listNamespacedPod({ namespace }));
  const pods = makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, lists);
  const cuts = cutOffs(pods);
  await pods.start();
  await vi.waitFor(() => expect(namesIn(pods)).toHaveLength(3));

  door.cut();
  await vi.waitFor(() => expect(cuts()).toBe(1));
  await apps.patchNamespacedDeploymentScale(
    { name: 'web', namespace, body: { spec: { replicas: 1 } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  await apps.createNamespacedDeployment({ namespace, body: deployment('second', 2) });
  await vi.waitFor(async () => expect(await running()).toHaveLength(3));
  const there = (await running()).map(({ metadata }) => metadata!.name!).sort();

  await pods.start();
  await vi.waitFor(() => expect(namesIn(pods)).toEqual(there));
  expect(lists).toHaveBeenCalledTimes(1);

  // And it goes on: what happens from now on comes by itself.
  await apps.deleteNamespacedDeployment({ name: 'second', namespace });
  await vi.waitFor(() => expect(namesIn(pods)).toHaveLength(1));
  await pods.stop();
}, 60_000);

it('is told of what was deleted for good while it was cut off', async () => {
  await apps.createNamespacedDeployment({ namespace, body: deployment('web', 0) });
  const list = () => apps.listNamespacedDeployment({ namespace });
  const deployments = makeInformer(config, `/apis/apps/v1/namespaces/${namespace}/deployments`, list);
  const cuts = cutOffs(deployments);
  await deployments.start();
  door.cut();
  await vi.waitFor(() => expect(cuts()).toBe(1));
  await apps.deleteNamespacedDeployment({ name: 'web', namespace });
  await vi.waitFor(async () => expect((await list()).items).toEqual([]));
  await deployments.start();
  await vi.waitFor(() => expect(deployments.list()).toEqual([]));
  await deployments.stop();
}, 60_000);

it('deletes a collection by its labels', async () => {
  await apps.createNamespacedDeployment({ namespace, body: deployment('web', 1) });
  await apps.createNamespacedDeployment({
    namespace,
    body: { ...deployment('kept', 1), metadata: { name: 'kept', labels: { keep: 'yes' } } },
  });
  await apps.deleteCollectionNamespacedDeployment({ namespace, labelSelector: 'keep!=yes' });
  await vi.waitFor(async () =>
    expect(
      (await apps.listNamespacedDeployment({ namespace })).items.map(({ metadata }) => metadata?.name),
    ).toEqual(['kept']),
  );
});

function cutOffs<T extends KubernetesObject>(informer: Informer<T>): () => number {
  const onError = vi.fn();
  informer.on('error', onError);
  return () => onError.mock.calls.length;
}

const namesIn = (cache: ObjectCache<V1Pod>) =>
  cache
    .list()
    .map(({ metadata }) => metadata!.name!)
    .sort();
