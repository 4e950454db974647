import type { TaskRecord } from '@gantry/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectPod } from './projection/pod.ts';
import type { Projector } from './projection/projector.ts';
import { pods } from './resource/pods.ts';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

/** Containers that run before a pod's program. */

const collection = '/apis/apps/v1/namespaces/default/deployments';
const web = `${collection}/web`;

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
});
afterEach(() => door.close());

const manifest = (initContainers: JsonObject[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        initContainers,
        containers: [{ name: 'main', image: 'hello:1' }],
        volumes: [{ name: 'data', emptyDir: {} }],
      },
    },
  },
});

interface Shown {
  metadata: JsonObject & { generation: number };
  spec: { template: { spec: JsonObject & { initContainers: JsonObject[] } } };
}

const shown = async () => (await door.call('GET', web)).body as unknown as Shown;
const wait = { name: 'wait', image: 'busybox:1', command: ['nc', '-z', 'db', '5432'] };
const migrate = {
  name: 'migrate',
  image: 'tools:1',
  securityContext: { runAsUser: 0 },
  env: [{ name: 'OWN', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  resources: { requests: { memory: '64Mi' }, limits: { 'ephemeral-storage': '1Gi' } },
};
const proxy = { name: 'proxy', image: 'envoy:1', restartPolicy: 'Always', ports: [{ containerPort: 9000 }] };

it('they are shown as they were written, also those beside the program, which nothing runs', async () => {
  const made = await door.call('POST', collection, manifest([wait, proxy, migrate]));
  expect(made.code).toBe(201);
  expect(made.warnings).toEqual([
    expect.stringMatching(/spec\.initContainers\[1\]: kept, but not run .* write it under `containers`/),
    expect.stringContaining('resources.limits.ephemeral-storage: kept'),
    expect.stringContaining('securityContext: kept'),
  ]);
  const before = await shown();
  expect(before.spec.template.spec.initContainers).toMatchObject([wait, proxy, migrate]);
  expect(before.spec.template.spec.initContainers[1]).toEqual(proxy);
  const again = await door.call('PUT', web, before);
  expect(again.body.metadata).toMatchObject({ generation: before.metadata.generation });
  const patch = { spec: { template: { spec: { initContainers: [{ name: 'wait', image: 'busybox:2' }] } } } };
  await door.call('PATCH', web, patch, 'application/strategic-merge-patch+json');
  const after = (await shown()).spec.template.spec.initContainers;
  expect(after.map(({ name, image }) => `${name} ${image}`)).toEqual([
    'wait busybox:2',
    'proxy envoy:1',
    'migrate tools:1',
  ]);
});

it('what is wrong with one is named where it was written', async () => {
  const { code, body } = await door.call('POST', collection, manifest([{ ...wait, image: 'Not An Image' }]));
  expect({ code, message: body.message }).toEqual({
    code: 422,
    message: expect.stringContaining('spec.template.spec.initContainers[0].image'),
  });
});

const status = (name: string, over: Partial<TaskRecord['containers'][number]> = {}) => ({
  ...{ name, state: 'waiting' as const, runtimeId: '', startedAtMs: null, finishedAtMs: null },
  ...{ exitCode: null, signal: null, outOfMemory: false, ready: false, started: false, imageId: '' },
  ...over,
});
const ran = (exitCode: number) => ({
  ...{ state: 'exited' as const, startedAtMs: 1, finishedAtMs: 2, exitCode, runtimeId: 'c1' },
});
const runs = { state: 'running' as const, startedAtMs: 1, runtimeId: 'c2' };
const placed = { state: 'starting' as const, nodeId: 'n1' as TaskRecord['nodeId'], reason: 'Initializing' };
const behind = [status('main')];
const failedInit = [status('wait', ran(3)), status('migrate')];
const backingOff = { failuresInARow: 1, notBeforeAtMs: 9, reason: 'BackOff' };

/** What the task says and what the one before it left -> STATUS, and the condition Initialized. */
it.each<[string, Partial<TaskRecord>, Partial<TaskRecord> | null, string]>([
  ['before it is placed', {}, null, 'Pending False'],
  ['before its first starts', { ...placed, state: 'preparing' }, null, 'Init:0/2 False'],
  [
    'the second runs',
    { ...placed, containers: behind, initContainers: [status('wait', ran(0)), status('migrate', runs)] },
    null,
    'Init:1/2 False',
  ],
  [
    'all have succeeded',
    { ...placed, containers: behind, initContainers: [status('wait', ran(0)), status('migrate', ran(0))] },
    null,
    'ContainerCreating True',
  ],
  [
    'the first failed',
    { ...placed, state: 'failed', containers: behind, initContainers: failedInit },
    null,
    'Init:Error False',
  ],
  [
    'its replacement waits',
    backingOff,
    { containers: behind, initContainers: failedInit },
    'Init:CrashLoopBackOff False',
  ],
  [
    'the replacement of one whose program failed waits',
    backingOff,
    {
      containers: [status('main', ran(1))],
      initContainers: [status('wait', ran(0)), status('migrate', ran(0))],
    },
    'CrashLoopBackOff False',
  ],
])('%s', async (_, over, previous, said) => {
  await door.call('POST', collection, manifest([wait, { ...wait, name: 'migrate' }]));
  const [task] = [...door.plane.view.all('tasks')];
  const before = previous && { ...task!, ...previous, id: 'before' as TaskRecord['id'] };
  const { view } = door.plane;
  const node = { name: 'one', address: '10.0.0.1', status: 'ready' };
  const extra: Record<string, unknown> = { before, n1: node };
  const get = (table: 'tasks', key: TaskRecord['id']) => extra[key] ?? view.get(table, key);
  const projector = { view: Object.assign(Object.create(view), { get }), nowMs: 10, versionOf: () => 1 };
  const pod = projectPod(projector as unknown as Projector, {
    ...task!,
    ...over,
    replaces: before?.id ?? null,
  });
  const cell = pods.columns.find(({ name }) => name === 'Status')!.cell(pod, 10);
  const { status: initialized } = (pod.status.conditions as JsonObject[]).find(
    ({ type }) => type === 'Initialized',
  )!;
  expect(`${cell} ${initialized}`).toBe(said);
});
