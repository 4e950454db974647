import type { Container } from '@gantry/model';
import type { ObservedContainer } from '@gantry/runtime';
import { describe, expect, test } from 'vitest';
import { initialContainerProbes, recordOutcome } from './probe-state.ts';
import type { TaskEnd } from './task-end.ts';
import { type ContainerFacts, stepTask, type TaskAction, type TaskFacts } from './task-machine.ts';
import {
  aContainer,
  anExited,
  anObserved,
  aProbe,
  someContainerFacts,
  someFacts,
} from './testing/builders.ts';

const noProbes = initialContainerProbes(aContainer());
const forever: TaskAction = { type: 'wait', untilMs: null };
const done = { state: 'done' } as const;

function running(name: string, over: Partial<ContainerFacts> = {}): ContainerFacts {
  const observed = anObserved({ containerName: name, runtimeId: `id-${name}` });
  return someContainerFacts({ name, observed, wasStarted: true, probes: noProbes, ...over });
}

function exited(name: string, over: Partial<ObservedContainer> = {}): ContainerFacts {
  return running(name, { observed: anExited({ containerName: name, ...over }), probes: null });
}

function unhealthy(
  kind: 'startupProbe' | 'livenessProbe',
  probe = aProbe({ failureThreshold: 1 }),
): ContainerFacts {
  const container: Container = aContainer({ [kind]: probe });
  const probes = initialContainerProbes(container);
  const name = kind === 'startupProbe' ? 'startup' : 'liveness';
  const failing = { result: 'failure', message: 'GET / answered 500' } as const;
  return running('web', {
    container,
    probes: { ...probes, [name]: recordOutcome(probe, probes[name]!, failing) },
  });
}

function trouble(reason: string, retryAtMs: number | null) {
  return { reason, message: `${reason} it is`, attempts: 1, retryAtMs };
}

const stoppedAsAsked: TaskEnd = {
  state: 'stopped',
  reason: 'Stopped',
  message: 'stopped as asked',
  graceMs: null,
};

/** Each: what is known at 1000 ms -> what is done, and `state reason ready`. */
const cases: [string, Partial<TaskFacts>, TaskAction, string][] = [
  ['a fresh one is prepared', {}, { type: 'prepare' }, 'preparing Preparing'],
  ['a preparation goes on', { busy: 'prepare', progress: '40 %' }, forever, 'preparing Preparing'],
  [
    'a pull that failed waits',
    { preparation: { state: 'failed', trouble: trouble('ImagePullFailed', 11_000) } },
    { type: 'wait', untilMs: 11_000 },
    'preparing ImagePullBackOff',
  ],
  [
    'and is tried again when its time has come',
    { preparation: { state: 'failed', trouble: trouble('ImagePullFailed', 1_000) } },
    { type: 'prepare' },
    'preparing Preparing',
  ],
  [
    'an image that can never be had ends it',
    { preparation: { state: 'failed', trouble: trouble('InvalidImage', null) } },
    forever,
    'failed InvalidImage',
  ],
  ['prepared: starts the first', { preparation: done }, { type: 'start', index: 0 }, 'starting Starting'],
  [
    'not before its back-off',
    { preparation: done, notBeforeMs: 5_000 },
    { type: 'wait', untilMs: 5_000 },
    'preparing BackOff',
  ],
  [
    'a back-off that has passed holds nothing',
    { preparation: done, notBeforeMs: 1_000 },
    { type: 'start', index: 0 },
    'starting Starting',
  ],
  ['starts one at a time', { preparation: done, busy: 'start' }, forever, 'starting Starting'],
  [
    'starts the second when the first runs',
    { preparation: done, containers: [running('web'), someContainerFacts({ name: 'side' })] },
    { type: 'start', index: 1 },
    'starting Starting',
  ],
  [
    'one that was created but not started is started',
    { preparation: done, containers: [someContainerFacts({ observed: anObserved({ state: 'created' }) })] },
    { type: 'start', index: 0 },
    'starting Starting',
  ],
  [
    'a start that the engine could not do now waits',
    { preparation: done, startTrouble: trouble('Unavailable', 3_000) },
    { type: 'wait', untilMs: 3_000 },
    'starting Unavailable',
  ],
  [
    'a start that failed ends it',
    { preparation: done, startTrouble: trouble('StartFailed', null) },
    forever,
    'failed StartFailed',
  ],
  [
    'and stops those that did start',
    {
      preparation: done,
      startTrouble: trouble('StartFailed', null),
      containers: [running('web'), someContainerFacts({ name: 'side' })],
    },
    { type: 'stop', graceMs: 30_000 },
    'stopping StartFailed',
  ],
  ['all run: running and ready', { containers: [running('web')] }, forever, 'running ready'],
  [
    'one found running is adopted with no preparation at all',
    { containers: [running('web'), running('side')], preparation: { state: 'wanted' } },
    forever,
    'running ready',
  ],
  [
    'running but not ready',
    {
      containers: [
        running('web', { probes: initialContainerProbes(aContainer({ readinessProbe: aProbe() })) }),
      ],
    },
    forever,
    'running ContainersNotReady',
  ],
  [
    'from memory alone nothing is started, as its secrets are not known',
    { mayStart: false, containers: [running('web'), someContainerFacts({ name: 'side' })] },
    forever,
    'starting Reconnecting',
  ],
  [
    'found running, and nobody has said yet what it is',
    { mayStart: false, containers: [running('web', { container: null, probes: null })] },
    forever,
    'running Reconnecting',
  ],
  ['exit 0', { containers: [exited('web')] }, forever, 'succeeded Completed'],
  ['exit 7', { containers: [exited('web', { exitCode: 7 })] }, forever, 'failed Error'],
  [
    'killed from outside',
    { containers: [exited('web', { exitCode: null, signal: 'SIGKILL' })] },
    forever,
    'failed Killed',
  ],
  [
    'crashed by itself',
    { containers: [exited('web', { exitCode: null, signal: 'SIGSEGV' })] },
    forever,
    'failed Error',
  ],
  [
    'out of memory tells more than its SIGKILL',
    { containers: [exited('web', { exitCode: 137, signal: 'SIGKILL', outOfMemory: true })] },
    forever,
    'failed OutOfMemory',
  ],
  ['ended unseen', { containers: [exited('web', { exitCode: null })] }, forever, 'failed Error'],
  [
    'one ends: the others are stopped',
    { containers: [running('web'), exited('side', { exitCode: 3 })] },
    { type: 'stop', graceMs: 30_000 },
    'stopping Error',
  ],
  [
    'the first to end is the cause',
    {
      containers: [
        exited('web', { exitCode: 143, finishedAtMs: 9 }),
        exited('side', { exitCode: 0, finishedAtMs: 8 }),
      ],
    },
    forever,
    'succeeded Completed',
  ],
  [
    'a cause once found stays',
    { end: stoppedAsAsked, containers: [exited('web', { exitCode: 143 })] },
    forever,
    'stopped Stopped',
  ],
  [
    'gone without a trace',
    { containers: [someContainerFacts({ wasStarted: true })] },
    forever,
    'failed ContainerGone',
  ],
  [
    'gone because the machine booted',
    { containers: [someContainerFacts({ wasStarted: true })], rebooted: true },
    forever,
    'failed NodeRebooted',
  ],
  [
    'liveness failed',
    { containers: [unhealthy('livenessProbe')] },
    { type: 'stop', graceMs: 30_000 },
    'stopping Unhealthy',
  ],
  [
    'startup failed',
    { containers: [unhealthy('startupProbe')] },
    { type: 'stop', graceMs: 30_000 },
    'stopping Unhealthy',
  ],
  [
    "a probe's own grace",
    {
      containers: [
        unhealthy('livenessProbe', aProbe({ failureThreshold: 1, terminationGracePeriodSeconds: 60 })),
      ],
    },
    { type: 'stop', graceMs: 60_000 },
    'stopping Unhealthy',
  ],
  [
    'asked to stop',
    { wanted: 'stopped', containers: [running('web')] },
    { type: 'stop', graceMs: 30_000 },
    'stopping Stopped',
  ],
  [
    'a stop goes on',
    { wanted: 'stopped', containers: [running('web')], busy: 'stop', stopByMs: 20_000 },
    forever,
    'stopping Stopped',
  ],
  [
    'a stop is made sooner',
    { wanted: 'stopped', graceMs: 0, containers: [running('web')], busy: 'stop', stopByMs: 20_000 },
    { type: 'stop', graceMs: 0 },
    'stopping Stopped',
  ],
  [
    'a stop that failed is tried again later',
    { wanted: 'stopped', containers: [running('web')], stopTrouble: trouble('Unavailable', 4_000) },
    { type: 'wait', untilMs: 4_000 },
    'stopping Stopped',
  ],
  ['asked to stop before anything began', { wanted: 'stopped' }, forever, 'stopped Stopped'],
  [
    'asked to stop while preparing',
    { wanted: 'stopped', busy: 'prepare' },
    { type: 'abandon' },
    'stopping Stopped',
  ],
  ['asked to stop while starting', { wanted: 'stopped', busy: 'start' }, forever, 'stopping Stopped'],
  [
    'found but not assigned',
    { wanted: 'unassigned', containers: [running('web', { container: null })] },
    { type: 'stop', graceMs: 30_000 },
    'stopping NotAssigned',
  ],
  [
    'removed when nobody needs it',
    { wanted: 'stopped', containers: [exited('web')], end: stoppedAsAsked, forget: true },
    { type: 'remove' },
    'stopped Stopped',
  ],
  [
    'nothing is removed while it runs',
    { wanted: 'stopped', containers: [running('web')], forget: true },
    { type: 'stop', graceMs: 30_000 },
    'stopping Stopped',
  ],
  [
    'removed once',
    { containers: [exited('web')], end: stoppedAsAsked, forget: true, busy: 'remove' },
    forever,
    'stopped Stopped',
  ],
];

describe('task machine', () => {
  test.each(cases)('%s', (_name, over, action, expected) => {
    const step = stepTask(someFacts(over), 1_000);
    const said = step.status.ready ? 'ready' : step.status.reason;
    expect({ action: step.action, said: `${step.status.state} ${said}` }).toEqual({ action, said: expected });
  });

  test('says which probe failed, how often and what it heard', () => {
    const { status } = stepTask(someFacts({ containers: [unhealthy('livenessProbe')] }), 0);
    expect(status.message).toBe('liveness probe of container web failed once: GET / answered 500');
  });

  test('says how a container ended', () => {
    const message = (over: Partial<ObservedContainer>) =>
      stepTask(someFacts({ containers: [exited('web', over)] }), 0).status.message;
    expect(message({ exitCode: 7 })).toBe('container web exited with code 7');
    expect(message({ exitCode: null, signal: 'SIGKILL' })).toBe(
      'container web was killed by SIGKILL from outside',
    );
  });
});
