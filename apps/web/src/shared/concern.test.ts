import type { DeploymentRecord, JobRecord, NodeRecord, RolloutRecord, TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { type ClusterState, clusterVerdict, concernsOf } from './concern.ts';
import { isHeldUp, isUnplaced, taskVerdict } from './verdict.ts';

const deployment = (over: { ready: number; wanted: number; id?: string }) =>
  ({
    id: over.id ?? 'd1',
    namespace: 'default',
    name: over.id ?? 'd1',
    spec: { replicas: over.wanted },
    status: { readyReplicas: over.ready, observedGeneration: 1, conditions: [] },
    generation: 1,
    paused: false,
    deletingAtMs: null,
    quarantine: null,
    revision: 2,
  }) as unknown as DeploymentRecord;

const task = (over: Partial<TaskRecord>) =>
  ({
    id: 't1',
    deploymentId: 'd1',
    state: 'running',
    desired: 'running',
    failuresInARow: 0,
    unplaced: null,
    message: '',
    createdAtMs: 1,
    ...over,
  }) as TaskRecord;

const state = (over: Partial<ClusterState>): ClusterState => ({
  deployments: [],
  rollouts: new Map(),
  jobs: [],
  nodes: [],
  tasks: [],
  unplacedOf: {},
  ...over,
});
const words = (given: ClusterState) =>
  clusterVerdict(given, concernsOf(given), {
    unplaced: given.tasks.filter(isUnplaced).length,
    unreachableNodes: given.nodes.filter(({ status }) => status === 'unreachable').length,
  }).map((part) => part.text);

it('says in one line that all is well', () => {
  expect(words(state({ deployments: [deployment({ ready: 3, wanted: 3 })] }))).toEqual([
    'The one deployment is healthy',
  ]);
});

it('has jobs that failed among what wants attention, with the reason of the run that did', () => {
  const job = (over: object) =>
    ({
      ...{ id: 'j1', name: 'j1', parentId: null, state: 'succeeded', message: '', lastFailure: '' },
      ...{ deletingAtMs: null, quarantine: null, finishedAtMs: null, spec: { plan: { kind: 'batch' } } },
      ...over,
    }) as unknown as JobRecord;
  expect(words(state({ jobs: [job({})] }))).toEqual(['No job has failed']);
  expect(words(state({}))).toEqual(['Nothing wants attention']);
  const failed = job({ id: 'j2', name: 'j2', state: 'failed', message: 'It took longer than 5 s.' });
  const nightly = job({ id: 'j3', name: 'j3', state: 'idle', spec: { plan: { kind: 'cron' } } });
  const run = job({ id: 'r1', name: 'j3-1', parentId: 'j3', state: 'failed', lastFailure: 'exit code 7' });
  const given = state({
    deployments: [deployment({ ready: 0, wanted: 3 })],
    jobs: [job({}), failed, nightly, run],
  });
  expect(words(given)).toEqual(['1 deployment down', '2 jobs failed']);
  expect(concernsOf(given).map((one) => [one.title, one.verdict.label, one.reason, one.job?.name])).toEqual([
    ['d1', 'Down', '3 containers are not ready.', undefined],
    ['j2', 'Failed', 'It took longer than 5 s.', 'j2'],
    ['j3', 'Last run failed', 'Exit code 7.', 'j3-1'],
  ]);
});

it('counts what is down, degraded, waiting and silent', () => {
  const node = {
    id: 'n1',
    name: 'n1',
    status: 'unreachable',
    drain: null,
    cordoned: false,
    statusReason: '',
  };
  const unplaced = { reasons: [], message: '0 of 3 nodes can take it' };
  const given = state({
    deployments: [
      deployment({ id: 'd1', ready: 0, wanted: 3 }),
      deployment({ id: 'd2', ready: 2, wanted: 3 }),
    ],
    nodes: [node as unknown as NodeRecord],
    tasks: [task({ deploymentId: 'd2' as TaskRecord['deploymentId'], state: 'pending', unplaced })],
  });
  expect(words(given)).toEqual([
    '1 deployment down',
    '1 deployment degraded',
    '1 container cannot be placed',
    '1 node unreachable',
  ]);
  expect(concernsOf(given).map((concern) => concern.reason)).toContain('0 of 3 nodes can take it');
});

it('takes a rollout that a gate paused for trouble, with the gate that failed, and one that a person paused for none', () => {
  const held = {
    ...deployment({ ready: 3, wanted: 3 }),
    paused: true,
    pauseReason: 'Revision 2: 3 restarts',
  };
  const of = (pausedBy: DeploymentRecord['pausedBy']) =>
    concernsOf(
      state({ deployments: [{ ...held, pausedBy }], tasks: [task({ state: 'failed', message: 'x' })] }),
    );
  expect(of('gate').map(({ verdict, reason }) => [verdict, reason])).toEqual([
    [{ tone: 'degraded', label: 'Gate failed' }, 'Revision 2: 3 restarts'],
  ]);
  expect(of('person')).toEqual([]);
});

it('says of a rollout whose image cannot be pulled why, and not only that it rolls out', () => {
  const rollouts = new Map([['d1', { outcome: 'running', message: '' } as RolloutRecord]]);
  const message = 'could not pull web:9: no such host (tried once; the next try is 10 s later)';
  const pulling = task({ state: 'preparing', reason: 'Preparing', message: 'pulling web:9: Downloading' });
  const given = { deployments: [deployment({ ready: 3, wanted: 3 })], rollouts };
  expect(concernsOf(state({ ...given, tasks: [pulling] }))).toEqual([]);
  const failing = task({ state: 'preparing', reason: 'ImagePullBackOff', message });
  expect(
    concernsOf(state({ ...given, tasks: [failing] })).map(({ verdict, reason }) => [verdict.label, reason]),
  ).toEqual([['Cannot pull its image', `C${message.slice(1)}`]]);
});

it('takes a rollout whose containers fail for trouble, whatever its counts say', () => {
  const rollouts = new Map([['d1', { outcome: 'running', message: '' } as RolloutRecord]]);
  const quiet = state({ deployments: [deployment({ ready: 3, wanted: 3 })], rollouts });
  expect(concernsOf(quiet)).toEqual([]);
  const failing = { ...quiet, tasks: [task({ failuresInARow: 2, message: 'exit code 7' })] };
  expect(concernsOf(failing).map(({ verdict, reason }) => [verdict.label, reason])).toEqual([
    ['Failing', 'Exit code 7.'],
  ]);
});

it('does not take a container for held up that waits for what runs before it', () => {
  const initializing = task({
    state: 'starting',
    reason: 'Initializing',
    message: 'waits for init container db',
  });
  expect([isHeldUp(initializing), taskVerdict(initializing)]).toEqual([
    false,
    { tone: 'progress', label: 'Initializing' },
  ]);
  expect(isHeldUp({ ...initializing, reason: 'Unavailable' })).toBe(true);
});

it('says how many are not ready where nothing else tells more: how many are is said beside it', () => {
  const reasonOf = (ready: number, wanted: number) =>
    concernsOf(state({ deployments: [deployment({ ready, wanted })] }))[0]?.reason;
  expect([reasonOf(995, 1_000), reasonOf(2, 3), reasonOf(1_000, 3_000)]).toEqual([
    '5 containers are not ready.',
    'One container is not ready.',
    '2,000 containers are not ready.',
  ]);
  const unavailable = deployment({ ready: 995, wanted: 1_000 });
  const message = 'Deployment does not have minimum availability.';
  const told = (type: string) =>
    concernsOf(
      state({
        deployments: [
          {
            ...unavailable,
            status: { ...unavailable.status, conditions: [{ type, status: 'False', message }] },
          },
        ] as unknown as DeploymentRecord[],
      }),
    )[0]?.reason;
  expect([told('Available'), told('ReplicaFailure')]).toEqual(['5 containers are not ready.', message]);
});

it('tells by the server’s counts what cannot be placed where containers are not held, before what lacks a part', () => {
  const given = state({
    deployments: [
      deployment({ id: 'd1', ready: 999, wanted: 1_000 }),
      deployment({ id: 'd2', ready: 0, wanted: 40 }),
    ],
    rollouts: new Map([['d2', { outcome: 'running', message: '' } as RolloutRecord]]),
    unplacedOf: { d2: 40 },
  });
  expect(concernsOf(given).map(({ title, verdict, reason }) => [title, verdict.label, reason])).toEqual([
    ['d2', 'Cannot be placed', 'No node takes 40 of its containers.'],
    ['d1', 'Degraded', 'One container is not ready.'],
  ]);
});

it('takes for down what waits for room with nothing ready, but not a new one whose other containers may yet come up', () => {
  const told = (over: { ready: number; unplaced: number; fromRevision: number | null; wanted?: number }) => {
    const { ready, unplaced, fromRevision, wanted = 4 } = over;
    const given = state({
      deployments: [deployment({ ready, wanted })],
      rollouts: new Map([['d1', { outcome: 'running', message: '', fromRevision } as RolloutRecord]]),
      unplacedOf: { d1: unplaced },
    });
    return [concernsOf(given)[0]?.verdict, words(given)[0]];
  };
  const down = [{ tone: 'failed', label: 'Cannot be placed' }, '1 deployment down'];
  const degraded = [{ tone: 'degraded', label: 'Cannot be placed' }, '1 deployment degraded'];
  expect(told({ ready: 0, unplaced: 4, fromRevision: null })).toEqual(down);
  expect(told({ ready: 0, unplaced: 1, fromRevision: 1 })).toEqual(down);
  expect(told({ ready: 0, unplaced: 1, fromRevision: null })).toEqual(degraded);
  expect(told({ ready: 3, unplaced: 1, fromRevision: 1 })).toEqual(degraded);
  expect(told({ ready: 0, unplaced: 1, fromRevision: 1, wanted: 0 })).toEqual(degraded);
});
