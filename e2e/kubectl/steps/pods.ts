import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@gantry/bench/cluster';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { during, type Step, spoken } from './step.ts';

/** Pods that nobody owns. */

const runsPods: Step = {
  title: 'run: always, never, and from a file',
  async play(stage) {
    const { kubectl } = stage;
    const image = `--image=${stage.images.old}`;
    const ticks = 'i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2; done';
    expect(await kubectl('run', 'solo', image, '--command', '--', 'sh', '-c', ticks)).toBe(
      'pod/solo created\n',
    );
    expect(await kubectl('wait', '--for=condition=ready', 'pod/solo', '--timeout=30s')).toContain(
      'condition met',
    );
    expect(await kubectl('get', 'pod', 'solo')).toMatch(/solo\s+1\/1\s+Running/);
    expect(await kubectl('get', 'pods', '-l', 'run=solo', '-o', 'name')).toBe('pod/solo\n');
    await during(stage, ['logs', '-f', 'solo'], (logs) => spoken(logs, /(tick \d+\n){3}/));
    await during(stage, ['attach', 'solo'], (attached) => spoken(attached, /(tick \d+\n){3}/));
    expect(await kubectl('exec', 'solo', '--', 'echo', 'inside')).toBe('inside\n');
    expect(await kubectl('describe', 'pod', 'solo')).toMatch(/^Name:\s+solo$/m);
    expect(await stage.refused('run', 'solo', image)).toContain('pods "solo" already exists');
    expect(await kubectl('delete', 'pod', 'solo', '--grace-period=1')).toContain('pod "solo" deleted');
    expect(await stage.refused('get', 'pod', 'solo')).toContain('pods "solo" not found');
    expect(await kubectl('get', 'deployments', '-o', 'name')).not.toContain('solo');

    await kubectl(
      'run',
      'once',
      image,
      '--restart=Never',
      '--command',
      '--',
      'sh',
      '-c',
      'echo only once; exit 3',
    );
    await until(
      () => kubectl('get', 'pod', 'once', '-o', 'jsonpath={.status.phase}'),
      (phase) => phase === 'Failed',
      { withinMs: 30_000, what: 'the end of the pod' },
    );
    expect(await kubectl('logs', 'once')).toBe('only once\n');
    expect(await kubectl('get', 'pod', 'once')).toMatch(/once\s+0\/1\s+Error\s+0/);
    expect(await kubectl('delete', 'pod', 'once')).toContain('deleted');

    const file = join(stage.folder, 'pod.yaml');
    const containers = [{ name: 'main', image: stage.images.old, command: ['sh', '-c', 'sleep 1000'] }];
    const spec = { restartPolicy: 'OnFailure', terminationGracePeriodSeconds: 1, containers };
    await writeFile(file, stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'filed' }, spec }));
    expect(await kubectl('apply', '-f', file)).toBe('pod/filed created\n');
    expect(await kubectl('apply', '-f', file)).toBe('pod/filed unchanged\n');
    expect(await kubectl('wait', '--for=condition=ready', 'pod/filed', '--timeout=30s')).toContain('met');
    expect(await kubectl('delete', '-f', file)).toContain('deleted');
    expect(await stage.refused('get', 'pod', 'filed')).toContain('not found');
  },
};

export const pods: Step[] = [runsPods];
