import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@gantry/bench/cluster';
import { expect } from 'vitest';
import type { Stage } from '../stage.ts';
import { inTerminal } from '../watching.ts';
import { during, name, podOf, podsOf, type Step, settled, spoken, wordpress } from './step.ts';

/** What goes into a running container or comes out of it. */

const app = `app=${name}`;

const readsLogs: Step = {
  title: 'logs -f, -l, --tail, --previous',
  async play(stage) {
    const { kubectl } = stage;
    const pod = await podOf(stage, app);
    await until(
      () => kubectl('logs', pod),
      (log) => log !== '',
      { withinMs: 20_000, what: 'a log', everyMs: 50 },
    );
    expect(await kubectl('logs', pod, '--tail=1')).toMatch(/^hello 2 listens on port \d+\n$/);
    expect(await kubectl('logs', wordpress, '--timestamps')).toMatch(/^\d{4}-\d\d-\d\dT\S+Z hello/m);
    const said = (await kubectl('logs', '-l', app, '--prefix')).match(/^\[pod\/wordpress-\S+\] hello 2/gm);
    // One that is on its way out has a log too.
    const running = await podsOf(stage, app, '--field-selector=status.phase=Running');
    expect(running).toHaveLength(3);
    for (const one of running)
      expect(said?.filter((line) => line.startsWith(`[pod/${one}/`))).toHaveLength(1);
    expect(await stage.refused('logs', pod, '--previous')).toContain(
      'previous terminated container "wordpress"',
    );
    expect(await stage.refused('logs', pod, '-c', 'other')).toContain('container other is not valid');
    const ticks = 'i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.1; done';
    await stage.scene.kubectl.run(['apply', '-f', '-'], stage.manifest('ticker', ticks));
    await kubectl('rollout', 'status', 'deployment/ticker', '--timeout=30s');
    await during(stage, ['logs', '-f', 'deployment/ticker', '--tail=2'], (logs) =>
      spoken(logs, /(tick \d+\n){6}/),
    );
    const fails = stage.manifest('failing', 'echo tried; exit 3');
    await stage.scene.kubectl.run(['apply', '-f', '-'], fails);
    await until(
      async () => stage.scene.kubectl.try(['logs', await podOf(stage, 'app=failing'), '--previous']),
      ({ stdout }) => stdout === 'tried\n',
      { withinMs: 40_000, what: 'the log of what ran before', everyMs: 200 },
    );
    await until(
      () => kubectl('get', 'pods', '-l', 'app=failing', '--no-headers'),
      (shown) => /^failing-\S+\s+0\/1\s+CrashLoopBackOff\s+[1-9].*\n$/.test(shown),
      { withinMs: 40_000, what: 'one pod that waits to be tried again', everyMs: 100 },
    );
    await kubectl('delete', 'deployment', 'failing');
  },
};

const runsCommands: Step = {
  title: 'exec, with and without a terminal',
  async play(stage) {
    const { kubectl, scene } = stage;
    const pod = await podOf(stage, app);
    expect(await kubectl('exec', pod, '--', 'sh', '-c', 'echo out; echo err >&2')).toBe('out\n');
    expect(await scene.kubectl.try(['exec', pod, '--', 'sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
    expect(await scene.kubectl.run(['exec', '-i', pod, '--', 'cat'], 'over the wire')).toBe('over the wire');
    const older = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' };
    expect(
      await scene.kubectl.try(['exec', '-i', pod, '--', 'sh', '-c', 'cat; exit 4'], 'both', older),
    ).toMatchObject({ stdout: 'both', code: 4 });
    const typed = 'test -t 0 && echo on a terminal\necho $((6 * 7))\nexit 5\n';
    const { shown, code } = await inTerminal(scene, ['exec', '-it', pod, '--', 'sh'], typed);
    expect(shown).toMatch(/(^|# )on a terminal\r$/m);
    expect(shown).toMatch(/(^|# )42\r$/m);
    expect(code).toBe(5);
    expect(await stage.refused('exec', pod, '-c', 'other', '--', 'true')).toContain('other');
    const { items } = await scene.cluster.query<{ items: object[] }>('audit.list', { limit: 1, text: pod });
    expect(items).toMatchObject([{ verb: 'tasks.exec', via: 'kubectl', outcome: 'unavailable' }]);
  },
};

const copies: Step = {
  title: 'cp, there and back',
  async play(stage) {
    const { kubectl, folder } = stage;
    const pod = await podOf(stage, app);
    await writeFile(join(folder, 'there.txt'), 'and back');
    await kubectl('cp', join(folder, 'there.txt'), `${pod}:${stage.inside}there.txt`);
    expect(await kubectl('exec', pod, '--', 'cat', `${stage.inside}there.txt`)).toBe('and back');
    await kubectl('cp', `${pod}:${stage.inside}there.txt`, join(folder, 'back.txt'));
    expect(await readFile(join(folder, 'back.txt'), 'utf8')).toBe('and back');
  },
};

/** The port that the program listens on, as it says itself. */
async function portOf(stage: Stage, pod: string): Promise<string> {
  return /port (\d+)/.exec(await stage.kubectl('logs', pod))![1]!;
}

async function answers(
  stage: Stage,
  target: string,
  port: string,
  more?: Record<string, string>,
): Promise<string> {
  const forward = stage.scene.kubectl.start(['port-forward', target, `:${port}`], more);
  try {
    const address = await spoken(forward, /127\.0\.0\.1:\d+/);
    return await (await fetch(`http://${address}/version`)).text();
  } finally {
    forward.kill();
  }
}

const forwards: Step = {
  title: 'expose, and port-forward to a pod and to a service',
  async play(stage) {
    const { kubectl } = stage;
    const pod = await podOf(stage, app);
    expect(await answers(stage, `pod/${pod}`, await portOf(stage, pod))).toBe('2\n');
    const older = { KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' };
    expect(await answers(stage, `pod/${pod}`, await portOf(stage, pod), older)).toBe('2\n');
    const port = stage.runtime === 'docker' ? 8080 : 0;
    const named = [
      {
        op: 'add',
        path: '/spec/template/spec/containers/0/ports',
        value: [{ name: 'http', containerPort: port }],
      },
    ];
    await kubectl('patch', wordpress, '--type=json', '-p', JSON.stringify(named));
    await settled(stage);
    expect(await kubectl('expose', wordpress, '--port=80', '--target-port=http')).toBe(
      `service/${name} exposed\n`,
    );
    expect(await kubectl('get', 'svc', name)).toMatch(/ClusterIP\s+\d+\.\S+\s+<none>\s+80\/TCP/);
    expect(await kubectl('describe', 'service', name)).toMatch(/Endpoints:\s+(\S+:\d+,?){3}/);
    expect(
      await kubectl(
        'get',
        'endpointslices',
        '-l',
        `kubernetes.io/service-name=${name}`,
        '-o',
        'jsonpath={..addresses}',
      ),
    ).toMatch(/\d+\.\d+/);
    expect(await answers(stage, `service/${name}`, '80')).toBe('2\n');
    expect(await kubectl('delete', 'service', name)).toContain('deleted');
  },
};

const attaches: Step = {
  title: 'attach',
  async play(stage) {
    const ticker = `pod/${await podOf(stage, 'app=ticker')}`;
    await during(stage, ['attach', ticker], (attached) => spoken(attached, /(tick \d+\n){3}/));
    expect(await stage.kubectl('delete', 'deployment', 'ticker')).toContain('deleted');
  },
};

export const inside: Step[] = [readsLogs, runsCommands, copies, forwards, attaches];
