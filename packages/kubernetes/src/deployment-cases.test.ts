import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ObedientNode } from './testing/obedient-node.ts';
import { type Answer, type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject, KubernetesObject } from './wire/object.ts';

/** Cases that Kubernetes's own tests lay down for a deployment and that its API shows: identity, annotations, scale, life. */

const collection = '/apis/apps/v1/namespaces/default/deployments';
const web = `${collection}/web`;
const hashLabel = 'pod-template-hash';
const revision = 'deployment.kubernetes.io/revision';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const strategicMerge = 'application/strategic-merge-patch+json';
const labels = { app: 'web' };

interface Shown extends KubernetesObject {
  spec: JsonObject & { template: { metadata: JsonObject; spec: { containers: JsonObject[] } } };
  status: JsonObject;
}

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
  ObedientNode.join(door.plane, 'one');
});
afterEach(() => door.close());

const manifest = (metadata: JsonObject = {}, replicas = 1): JsonObject => ({
  metadata: { name: 'web', labels, ...metadata },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'hello', image: 'hello:1' }] } },
  },
});

async function ok(answer: Promise<Answer>): Promise<Shown> {
  const { code, body } = await answer;
  expect(body).not.toMatchObject({ status: 'Failure' });
  expect(code).toBeLessThan(300);
  return body as unknown as Shown;
}

const shown = () => ok(door.call('GET', web));
const listed = async (path: string) =>
  ((await ok(door.call('GET', path))) as unknown as { items: Shown[] }).items;
const replicaSets = () => listed('/apis/apps/v1/namespaces/default/replicasets');

/** The replica set of a revision; waits until there is one. */
const setOf = (number: number): Promise<Shown> =>
  vi.waitFor(async () => {
    const set = (await replicaSets()).find(
      ({ metadata }) => metadata.annotations?.[revision] === `${number}`,
    );
    expect(set).toBeDefined();
    return set!;
  });

async function deployed(metadata: JsonObject = {}, replicas = 1): Promise<void> {
  await ok(door.call('POST', collection, manifest(metadata, replicas)));
  await vi.waitFor(async () => expect((await shown()).status).toMatchObject({ readyReplicas: replicas }));
}

describe('what tells one template from another', () => {
  /** Replaces the deployment with one whose template is edited; the revision it is of then. */
  async function afterEdit(edit: (template: Shown['spec']['template']) => void): Promise<string> {
    const object = await shown();
    edit(object.spec.template);
    return (await ok(door.call('PUT', web, object))).metadata.annotations![revision]!;
  }
  const labelled = (key: string, value: string) => (template: Shown['spec']['template']) => {
    template.metadata.labels = { ...(template.metadata.labels as object), [key]: value };
  };

  it('[K-H60] not the label that names the hash, whatever its value', async () => {
    await deployed();
    expect(await afterEdit(labelled(hashLabel, '123'))).toBe('1');
    expect(await afterEdit(labelled(hashLabel, '321'))).toBe('1');
    expect(await replicaSets()).toHaveLength(1);
  });

  it.each<[string, (template: Shown['spec']['template']) => void]>([
    ['another label', labelled('tier', 'front')],
    [
      'an annotation',
      (template) => {
        template.metadata.annotations = { note: 'x' };
      },
    ],
    [
      'a container',
      (template) => {
        template.spec.containers[0]!.image = 'hello:2';
      },
    ],
  ])('[K-H60] but %s does', async (_, edit) => {
    await deployed();
    expect(await afterEdit(edit)).toBe('2');
  });
});

it('[K-H62] one hash ends the name of the set and is the label of set, selector, template and pods', async () => {
  await deployed({}, 2);
  const set = await setOf(1);
  const hash = set.metadata.labels![hashLabel]!;
  expect(set.metadata.name).toBe(`web-${hash}`);
  expect(set.spec).toMatchObject({
    selector: { matchLabels: { ...labels, [hashLabel]: hash } },
    template: { metadata: { labels: { ...labels, [hashLabel]: hash } } },
  });
  const pods = await listed(`/api/v1/namespaces/default/pods?labelSelector=${hashLabel}%3D${hash}`);
  expect(pods).toHaveLength(2);
});

describe('a replica set is the engine’s', () => {
  const sets = '/apis/apps/v1/namespaces/default/replicasets';
  const orphan = { name: 'orphan', labels, annotations: { [revision]: '3546343826724305832' } };

  it.each<[string, JsonObject]>([
    ['[K-H63] its template', { spec: { template: { metadata: { labels: { tier: 'front' } } } } }],
    ['[K-H76] its labels', { metadata: { labels: { app: 'other' } } }],
    ['[K-H77] its owner', { metadata: { ownerReferences: [] } }],
  ])('%s cannot be edited, and nothing becomes of the try', async (_, patch) => {
    await deployed();
    const before = await setOf(1);
    const answer = await door.call(
      'PATCH',
      `${sets}/${before.metadata.name}`,
      patch,
      'application/merge-patch+json',
    );
    expect(answer).toMatchObject({ code: 405, body: { reason: 'MethodNotAllowed' } });
    expect(await replicaSets()).toEqual([before]);
  });

  it('[K-H65] none is made to be adopted: the first revision is 1', async () => {
    const { code, body } = await door.call('POST', sets, { ...manifest(), metadata: orphan });
    expect([code, body.message]).toEqual([405, expect.stringContaining('change the deployment instead')]);
    await deployed();
    expect((await replicaSets()).map(({ metadata }) => metadata.annotations![revision])).toEqual(['1']);
  });
});

describe('annotations of a deployment', () => {
  it('[K-H61] arrive on the replica set, and the last applied configuration does not', async () => {
    await deployed({ annotations: { test: 'should-copy-to-replica-set', [lastApplied]: 'no' } });
    const { annotations } = (await setOf(1)).metadata;
    expect(annotations).toMatchObject({ test: 'should-copy-to-replica-set', [revision]: '1' });
    expect(annotations).not.toHaveProperty([lastApplied]);
  });

  it('[K-H61] a later one arrives too, under a later version', async () => {
    await deployed();
    const before = await setOf(1);
    await ok(door.call('PATCH', web, { metadata: { annotations: { test: 'later' } } }, strategicMerge));
    const after = await setOf(1);
    expect(after.metadata.annotations).toMatchObject({ test: 'later' });
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
  });

  it('[K-F8] survive going back as kubectl does it, with the annotations of the older set', async () => {
    const strategy = { type: 'BlueGreen', autoPromotionSeconds: null, scaleDownDelaySeconds: 30 };
    await deployed({ annotations: { test: 'kept', 'gantry.local/strategy': JSON.stringify(strategy) } });
    const { annotations: before } = (await shown()).metadata;
    const image = { spec: { template: { spec: { containers: [{ name: 'hello', image: 'hello:2' }] } } } };
    await ok(door.call('PATCH', web, image, strategicMerge));
    await setOf(2);
    const { metadata, spec } = await setOf(1);
    const back = [
      { op: 'replace', path: '/spec/template', value: spec.template },
      { op: 'replace', path: '/metadata/annotations', value: metadata.annotations },
    ];
    await ok(door.call('PATCH', web, back, 'application/json-patch+json'));
    expect((await shown()).metadata.annotations).toMatchObject({ ...before, [revision]: '3' });
  });
});

it('[K-H81] its scale gives the size and takes another', async () => {
  await deployed({}, 2);
  const scale = await ok(door.call('GET', `${web}/scale`));
  expect(scale).toMatchObject({
    kind: 'Scale',
    metadata: { name: 'web', namespace: 'default', uid: (await shown()).metadata.uid },
    spec: { replicas: 2 },
    status: { replicas: 2, selector: 'app=web' },
  });
  scale.spec.replicas = 3;
  expect(await ok(door.call('PUT', `${web}/scale`, scale))).toMatchObject({ spec: { replicas: 3 } });
  expect(await ok(door.call('GET', `${web}/scale`))).toMatchObject({ spec: { replicas: 3 } });
  await vi.waitFor(async () =>
    expect(await shown()).toMatchObject({ spec: { replicas: 3 }, status: { readyReplicas: 3 } }),
  );
});

describe('[K-H82] the life of a deployment', () => {
  /** What a watch of the label says, in order, until it is broken off. */
  async function watched(): Promise<{ types: string[]; stop(): void }> {
    const types: string[] = [];
    const abort = new AbortController();
    const response = await fetch(`${door.url}${collection}?watch=true&labelSelector=life%3Dwhole`, {
      signal: abort.signal,
    });
    const read = async () => {
      let rest = '';
      for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        types.push(...lines.map((line) => (JSON.parse(line) as { type: string }).type));
      }
    };
    read().catch((error: Error) => {
      if (error.name !== 'AbortError') throw error;
    });
    return { types, stop: () => abort.abort() };
  }

  it('made, patched, replaced, its status read and patched, deleted by its label, and watched all along', async () => {
    const { types, stop } = await watched();
    await deployed({ labels: { ...labels, life: 'whole' } });
    await vi.waitFor(() => expect(types[0]).toBe('ADDED'));

    const patch = {
      metadata: { labels: { state: 'patched' } },
      spec: {
        replicas: 2,
        template: { spec: { containers: [{ name: 'hello', image: 'hello:2', command: ['/bin/hi'] }] } },
      },
    };
    const patched = await ok(door.call('PATCH', web, patch, strategicMerge));
    expect(patched).toMatchObject({ ...patch, metadata: { labels: { life: 'whole', state: 'patched' } } });
    await vi.waitFor(async () =>
      expect((await shown()).status).toMatchObject({ readyReplicas: 2, updatedReplicas: 2, replicas: 2 }),
    );

    const object = await shown();
    object.metadata.labels = { ...object.metadata.labels, state: 'updated' };
    object.spec.template.spec.containers[0]!.image = 'hello:3';
    const replaced = await ok(door.call('PUT', web, object));
    expect(replaced.spec.template.spec.containers).toMatchObject([
      { image: 'hello:3', command: ['/bin/hi'] },
    ]);

    const status = await ok(door.call('GET', `${web}/status`));
    expect(status.metadata.labels).toMatchObject({ life: 'whole', state: 'updated' });
    const note = { metadata: { annotations: { status: 'patched' } }, status: { readyReplicas: 99 } };
    const noted = await ok(door.call('PATCH', `${web}/status`, note, 'application/merge-patch+json'));
    expect(noted.metadata.annotations).toMatchObject({ status: 'patched' });
    expect(noted.status.readyReplicas).not.toBe(99);

    expect(types).not.toContain('DELETED');
    await ok(door.call('DELETE', `${collection}?labelSelector=life%3Dwhole`));
    await vi.waitFor(() => expect(types.at(-1)).toBe('DELETED'));
    expect(new Set(types)).toEqual(new Set(['ADDED', 'MODIFIED', 'DELETED']));
    expect(await listed(collection)).toEqual([]);
    stop();
  });
});
