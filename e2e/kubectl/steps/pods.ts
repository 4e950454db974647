import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@gantry/bench/cluster';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import type { Stage } from '../stage.ts';
import { inTerminal } from '../watching.ts';
import { during, type Step, spoken } from './step.ts';

/** Pods that nobody owns. */

/** The client refuses a path as the image of `run`, and not in what goes over it. */
function imageOf({ runtime, images }: Stage, pod: string): string[] {
  if (runtime === 'docker') return [`--image=${images.old}`];
  const spec = { containers: [{ name: pod, image: images.old }] };
  return ['--image=any', '--override-type=strategic', `--overrides=${JSON.stringify({ spec })}`];
}

const runsPods: Step = {
  title: 'run: always, never, and from a file',
  async play(stage) {
    const { kubectl } = stage;
    const solo = ['run', 'solo', ...imageOf(stage, 'solo'), '--command', '--', 'sh', '-c'];
    const ticks = 'trap "exit 0" TERM; i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.1; done';
    expect(await kubectl(...solo, ticks)).toBe('pod/solo created\n');
    expect(await kubectl('wait', '--for=condition=ready', 'pod/solo', '--timeout=30s')).toContain(
      'condition met',
    );
    expect(await kubectl('get', 'pod', 'solo')).toMatch(/solo\s+1\/1\s+Running/);
    expect(await kubectl('get', 'pods', '-l', 'run=solo', '-o', 'name')).toBe('pod/solo\n');
    await during(stage, ['logs', '-f', 'solo'], (logs) => spoken(logs, /(tick \d+\n){3}/));
    await during(stage, ['attach', 'solo'], (attached) => spoken(attached, /(tick \d+\n){3}/));
    expect(await kubectl('exec', 'solo', '--', 'echo', 'inside')).toBe('inside\n');
    expect(await kubectl('describe', 'pod', 'solo')).toMatch(/^Name:\s+solo$/m);
    expect(await stage.refused(...solo, ticks)).toContain('pods "solo" already exists');
    expect(await kubectl('delete', 'pod', 'solo', '--grace-period=9')).toContain('pod "solo" deleted');
    expect(await stage.refused('get', 'pod', 'solo')).toContain('pods "solo" not found');
    expect(await kubectl('get', 'deployments', '-o', 'name')).not.toContain('solo');

    const once = ['run', 'once', ...imageOf(stage, 'once'), '--restart=Never', '--command', '--', 'sh', '-c'];
    await kubectl(...once, 'echo only once; exit 3');
    await until(
      () => kubectl('get', 'pod', 'once', '-o', 'jsonpath={.status.phase}'),
      (phase) => phase === 'Failed',
      { withinMs: 30_000, what: 'the end of the pod', everyMs: 50 },
    );
    expect(await kubectl('logs', 'once')).toBe('only once\n');
    expect(await kubectl('get', 'pod', 'once')).toMatch(/once\s+0\/1\s+Error\s+0/);
    expect(await kubectl('delete', 'pod', 'once')).toContain('deleted');

    const file = join(stage.folder, 'pod.yaml');
    const containers = [{ name: 'main', image: stage.images.old, command: ['sh', '-c', 'sleep 1000'] }];
    const spec = { restartPolicy: 'OnFailure', terminationGracePeriodSeconds: 0, containers };
    await writeFile(file, stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'filed' }, spec }));
    expect(await kubectl('apply', '-f', file)).toBe('pod/filed created\n');
    expect(await kubectl('apply', '-f', file)).toBe('pod/filed unchanged\n');
    expect(await kubectl('wait', '--for=condition=ready', 'pod/filed', '--timeout=30s')).toContain('met');
    expect(await kubectl('delete', '-f', file)).toContain('deleted');
    expect(await stage.refused('get', 'pod', 'filed')).toContain('not found');
  },
};

const runsInTerminal: Step = {
  title: 'run -it --rm, and run -i: what is typed is heard by the program itself',
  async play(stage) {
    const { kubectl, scene } = stage;
    const image = `--image=${stage.images.old}`;
    if (stage.runtime === 'process') {
      const deaf = ['run', 'deaf', ...imageOf(stage, 'deaf'), '-i', '--attach=false', '--command', '--'];
      const { stderr } = await scene.kubectl.try([...deaf, 'sleep', '1000']);
      expect(stderr).toContain('spec.containers[0].stdin: kept, but not honoured');
      await kubectl('delete', 'pod', 'deaf', '--grace-period=1');
      return;
    }
    const typed = ['run', 'typed', image, '-it', '--rm', '--restart=Never', '--command', '--', 'sh'];
    const { shown } = await inTerminal(
      scene,
      typed,
      'test -t 0 && echo on a terminal\necho $((6 * 7))\nexit\n',
    );
    expect(shown).toMatch(/on a terminal\r$/m);
    expect(shown).toMatch(/42\r$/m);
    expect(shown).toContain('pod "typed" deleted');
    expect(await stage.refused('get', 'pod', 'typed')).toContain('not found');
    const counts = ['run', 'piped', image, '-i', '--rm', '--restart=Never', '--quiet', '--command', '--'];
    expect(await scene.kubectl.run([...counts, 'sh', '-c', 'cat; echo over'], 'through a pipe\n')).toContain(
      'through a pipe\nover\n',
    );
    expect(await scene.kubectl.try([...counts, 'sh', '-c', 'cat; exit 7'], 'x\n')).toMatchObject({ code: 7 });
  },
};

export const pods: Step[] = [runsPods, runsInTerminal];
