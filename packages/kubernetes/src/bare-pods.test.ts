import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ObedientNode } from './testing/obedient-node.ts';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

/** Pods that somebody makes without an owner: a deployment or a job of their name stands behind them. */

const collection = '/api/v1/namespaces/default/pods';
const pod = (name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { run: name }, ...metadata },
  spec: { containers: [{ name: 'hello', image: 'hello:1' }], ...spec },
});

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
  ObedientNode.join(door.plane, 'one');
});
afterEach(() => door.close());

const create = (object: JsonObject, query = '') => door.call('POST', `${collection}${query}`, object);
const get = (path: string) => door.call('GET', path);
const isThere = (path: string) =>
  vi.waitFor(async () => {
    const answer = await get(path);
    expect(answer.code).toBe(200);
    return answer.body as {
      metadata: JsonObject & { labels: JsonObject };
      spec: JsonObject;
      status: JsonObject;
    };
  });
const isGone = (path: string) => vi.waitFor(async () => expect((await get(path)).code).toBe(404));

describe('a pod without an owner', () => {
  it('that is always started again is the replica of a deployment, by its own name', async () => {
    const { code, warnings, body } = await create(pod('web'));
    expect({ code, warnings }).toMatchObject({
      code: 201,
      warnings: [expect.stringContaining('the one replica of a deployment that is called web as well')],
    });
    expect(body).toMatchObject({
      metadata: { name: 'web', labels: { run: 'web' } },
      spec: { restartPolicy: 'Always' },
    });
    await vi.waitFor(async () =>
      expect((await get(`${collection}/web`)).body).toMatchObject({ status: { phase: 'Running' } }),
    );
    const { items } = (await get(collection)).body as { items: { metadata: { name: string } }[] };
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['web']);
    expect((await get('/apis/apps/v1/namespaces/default/deployments/web')).code).toBe(200);
    expect((await door.call('DELETE', `${collection}/web`)).code).toBe(200);
    await isGone(`${collection}/web`);
    await isGone('/apis/apps/v1/namespaces/default/deployments/web');
  });

  it.each([
    ['Never', 0],
    ['OnFailure', 10_000],
  ])('that is started again %s is the task of a job', async (restartPolicy, backoffLimit) => {
    const { code, body } = await create(pod('once', { restartPolicy, activeDeadlineSeconds: 60 }));
    expect(code).toBe(201);
    expect(body).toMatchObject({ metadata: { name: 'once' }, spec: { restartPolicy } });
    const job = await isThere('/apis/batch/v1/namespaces/default/jobs/once');
    expect(job.spec).toMatchObject({ completions: 1, backoffLimit, activeDeadlineSeconds: 60 });
    await door.call('DELETE', `${collection}/once`);
    await isGone('/apis/batch/v1/namespaces/default/jobs/once');
  });

  it('is refused by a name that is taken, and says of what', async () => {
    await create(pod('web'));
    expect(await create(pod('web'))).toMatchObject({
      code: 409,
      body: { message: 'pods "web" already exists' },
    });
    await door.call('POST', '/apis/batch/v1/namespaces/default/jobs', {
      metadata: { name: 'other' },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a:1' }] } } },
    });
    expect(await create(pod('other', { restartPolicy: 'Never' }))).toMatchObject({
      code: 409,
      body: { message: expect.stringContaining('Job other exists already') },
    });
  });

  it('is refused with the fields of a pod', async () => {
    expect(await create(pod('bad', { restartPolicy: 'Sometimes' }))).toMatchObject({
      code: 422,
      body: {
        message: expect.stringContaining(
          'Pod "bad" is invalid: spec.restartPolicy: Unsupported value: "Sometimes"',
        ),
      },
    });
    const { code, body } = await create(pod('bad', { containers: [{ name: 'a', image: 'a b' }] }));
    expect({ code, body }).toMatchObject({
      code: 422,
      body: { details: { kind: 'Pod', causes: [{ field: 'spec.containers[0].image' }] } },
    });
    const warned = await create(pod('warned', { hostPID: true }));
    expect(warned.warnings.join()).toContain('spec.hostPID: kept, but not honoured by Gantry');
  });

  it('is drawn up by a dry run, and not made', async () => {
    const { code, body } = await create(pod('web'), '?dryRun=All');
    expect({ code, body }).toMatchObject({
      code: 201,
      body: { metadata: { name: 'web' }, status: { phase: 'Pending' } },
    });
    expect((await get(`${collection}/web`)).code).toBe(404);
  });

  it('takes labels of its own and another image, and nothing else', async () => {
    await create(pod('web'));
    const patch = (body: JsonObject) =>
      door.call('PATCH', `${collection}/web`, body, 'application/strategic-merge-patch+json');
    expect((await patch({ metadata: { labels: { tier: 'front' } } })).body).toMatchObject({
      metadata: { labels: { run: 'web', tier: 'front' } },
    });
    expect((await patch({ spec: { containers: [{ name: 'hello', image: 'hello:2' }] } })).code).toBe(200);
    await vi.waitFor(async () =>
      expect((await get(`${collection}/web`)).body).toMatchObject({
        spec: { containers: [{ image: 'hello:2' }] },
        metadata: { labels: { run: 'web', tier: 'front' } },
        status: { phase: 'Running' },
      }),
    );
    expect(await patch({ spec: { terminationGracePeriodSeconds: 5 } })).toMatchObject({
      code: 422,
      body: { message: expect.stringContaining('other than the images of containers') },
    });
  });
});
