import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@gantry/bench/cluster';
import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { podOf, type Step } from './step.ts';

/** Containers that run before a pod's program. */

const volumeMounts = [{ name: 'shared', mountPath: '/shared' }];
const lines = {
  waits: 'echo waiting; while [ ! -e shared/go ]; do sleep 0.05; done',
  migrates: 'echo migrated > shared/state; echo done',
  fails: 'echo no such table; exit 3',
};

function manifest(stage: Stage, ...before: (keyof typeof lines)[]): string {
  const initContainers = before.map((name) => ({
    ...{ name, image: stage.images.old, command: ['sh', '-c', lines[name]], volumeMounts },
  }));
  const volumes = [{ name: 'shared', emptyDir: {} }];
  return stage.manifest('ready-made', 'cat shared/state; sleep 1000', {
    pod: { initContainers, volumes, terminationGracePeriodSeconds: 0 },
    container: { volumeMounts },
  });
}

const statusOf = async ({ kubectl }: Stage): Promise<string> =>
  (await kubectl('get', 'pods', '-l', 'app=ready-made', '--no-headers')).trim();

const untilStatus = (stage: Stage, pattern: RegExp) =>
  until(
    () => statusOf(stage),
    (status) => pattern.test(status),
    { withinMs: 30_000, what: String(pattern), everyMs: 50 },
  );

const initializes: Step = {
  title: 'init containers: in order before the program, with their own logs and their own failures',
  async play(stage) {
    const { kubectl } = stage;
    const file = join(stage.folder, 'ready-made.yaml');
    await writeFile(file, manifest(stage, 'waits', 'migrates'));
    expect(await kubectl('apply', '-f', file)).toBe('deployment.apps/ready-made created\n');
    expect(await kubectl('apply', '-f', file)).toBe('deployment.apps/ready-made unchanged\n');
    expect(await kubectl('diff', '-f', file)).toBe('');
    await untilStatus(stage, /0\/1\s+Init:0\/2\s+0/);
    const pod = await podOf(stage, 'app=ready-made');
    await until(
      () => stage.scene.kubectl.try(['logs', pod, '-c', 'waits']),
      ({ stdout }) => stdout === 'waiting\n',
      { withinMs: 20_000, what: 'the log of the one that waits', everyMs: 50 },
    );
    expect(await stage.refused('logs', pod, '-c', 'main')).toContain('is waiting to start: PodInitializing');
    expect(await kubectl('describe', 'pod', pod)).toMatch(/Initialized\s+False/);
    await kubectl('exec', pod, '-c', 'waits', '--', 'sh', '-c', ': > shared/go');
    await kubectl('rollout', 'status', 'deployment/ready-made', '--timeout=30s');
    expect(await statusOf(stage)).toMatch(/1\/1\s+Running/);
    expect(await kubectl('logs', pod, '-c', 'migrates')).toBe('done\n');
    expect(await kubectl('logs', pod, '-c', 'main')).toBe('migrated\n');
    const ended = '{.status.initContainerStatuses[*].state.terminated.reason}';
    expect(await kubectl('get', 'pod', pod, '-o', `jsonpath=${ended}`)).toBe('Completed Completed');

    await writeFile(file, manifest(stage, 'fails'));
    expect(await kubectl('apply', '-f', file)).toBe('deployment.apps/ready-made configured\n');
    await untilStatus(stage, /Init:(Error|CrashLoopBackOff)/);
    await until(
      () => kubectl('get', 'events'),
      (events) => /init container fails exited with code 3; its last line: no such table/i.test(events),
      { withinMs: 20_000, what: 'the event that says why' },
    );
    expect(await statusOf(stage)).toMatch(/1\/1\s+Running/);
    expect(await kubectl('delete', '-f', file)).toContain('deleted');
  },
};

export const initializing: Step[] = [initializes];
