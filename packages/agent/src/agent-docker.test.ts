import { setTimeout as delay } from 'node:timers/promises';
import type { Assignment, TaskReport, Template } from '@gantry/model';
import type { RuntimeDriver } from '@gantry/runtime';
import { makeDockerHome, whyNoDocker } from '@gantry/runtime/testing/docker-home';
import { outgrowsOnceTold, tellToOutgrow } from '@gantry/runtime/testing/outgrow-memory';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Agent } from './agent.ts';
import { silentLog } from './agent-log.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { tryPort } from './port-trial.ts';
import { networkDialer } from './prober.ts';
import { systemClock } from './system-clock.ts';
import {
  aContainer,
  aHash,
  aNodeDescription,
  anAssignment,
  aProbe,
  aTaskId,
  aTemplate,
} from './testing/builders.ts';
import { aWelcome, ScriptedControl } from './testing/scripted-control.ts';

type Home = Awaited<ReturnType<typeof makeDockerHome>>;

/** An agent over a real engine, in real time; only the control plane is the test's own. */
class RealNode {
  control = new ScriptedControl();
  readonly driver: RuntimeDriver;
  readonly agent: Agent;

  constructor(home: Home, journal: Journal) {
    this.driver = home.open();
    const { runtimes: _runtimes, ...node } = aNodeDescription();
    this.agent = new Agent({
      clock: systemClock,
      log: silentLog,
      transport: this.control,
      identity: { load: async () => null, save: async () => {} },
      joinToken: 'join-me',
      journal,
      volumes: {
        prepare: async ({ template }) => template.containers.map(() => []),
        removeSecrets: async () => {},
        storageDrivers: async () => ['local'],
        removeVolume: async () => {},
        remove: async () => {},
      },
      dialer: networkDialer,
      isPortFree: tryPort,
      network: null,
      drivers: [this.driver],
      node,
      bootId: 'boot',
    });
  }

  async run(assignments: Assignment[], template: Template): Promise<void> {
    await this.agent.start();
    this.control.open();
    this.control.say(aWelcome({ key: 'k', assignments, templates: { [aHash]: template } }));
  }

  assign(assignment: Assignment, template: Template): void {
    const templates = { [aHash]: template };
    this.control.say({ type: 'assign', revision: 2, assignments: [assignment], forget: [], templates });
  }

  last(): TaskReport | undefined {
    const reports = this.control.said.flatMap((said) =>
      said.type === 'report' || said.type === 'hello' ? said.tasks : [],
    );
    return reports.filter(({ taskId }) => taskId === aTaskId).at(-1);
  }

  /** Acknowledges what is told until it is what was waited for. */
  async until(fits: (report: TaskReport) => boolean): Promise<TaskReport> {
    const deadlineMs = performance.now() + 60_000;
    for (;;) {
      const sequence = this.control.all('report').at(-1)?.sequence;
      if (sequence !== undefined) this.control.say({ type: 'ack', sequence });
      const report = this.last();
      if (report && fits(report)) return report;
      if (performance.now() > deadlineMs) throw new Error(`still ${JSON.stringify(report)}`);
      await delay(5);
    }
  }
}

function memoryJournal(): Journal {
  const entries = new Map<string, JournalEntry>();
  return {
    load: async () => [...entries.values()],
    save: (entry) => void entries.set(entry.assignment.taskId, entry),
    remove: (taskId) => void entries.delete(taskId),
    flush: async () => {},
  };
}

const why = await whyNoDocker();
if (why) console.warn(`agent over a container engine: skipped: ${why}`);

describe.skipIf(why)(
  `agent over a container engine${why ? ` (skipped: ${why})` : ''}`,
  { timeout: 120_000 },
  () => {
    let home: Home;
    let journal: Journal;
    let node: RealNode;

    beforeAll(async () => {
      home = await makeDockerHome();
    });
    afterAll(() => home?.remove());

    beforeEach(() => {
      journal = memoryJournal();
      node = new RealNode(home, journal);
    });

    afterEach(async () => {
      for (const { runtimeId } of await node.driver.list()) await node.driver.remove(runtimeId);
      await node.agent.stop();
    });

    const shell = (name: string, script: string, over: Parameters<typeof aContainer>[0] = {}) =>
      aContainer({ name, ...home.real!.runs(script), imagePullPolicy: 'Never', ...over });

    const http = { type: 'http', path: '/', port: 8080, scheme: 'HTTP', host: null, headers: [] } as const;
    const server = (over: Parameters<typeof aContainer>[0] = {}) =>
      shell('web', 'echo hello >/tmp/index.html; exec /bin/busybox httpd -f -p 8080 -h /tmp', over);
    const probed = (periodSeconds = 1) => aProbe({ handler: { ...http, headers: [] }, periodSeconds });

    test('a task of two containers: one network, probed at its own address, stopped together', async () => {
      const ask = '/bin/busybox wget -q -O - http://127.0.0.1:8080/ && exec sleep 1000';
      const side = shell('side', `until ${ask}; do sleep 0.1; done`);
      const template = aTemplate({
        containers: [server({ readinessProbe: probed() }), side],
        terminationGracePeriodSeconds: 2,
      });
      await node.run([anAssignment()], template);
      const report = await node.until(({ ready }) => ready);
      expect(report.containers.map(({ name, state }) => `${name} ${state}`)).toEqual([
        'web running',
        'side running',
      ]);
      expect(report.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      node.assign(anAssignment({ desired: 'stopped' }), template);
      await node.until(({ state }) => state === 'stopped');
      expect((await node.driver.list()).map(({ state }) => state)).toEqual(['exited', 'exited']);
    });

    test('a container killed from outside ends its task', async () => {
      await node.run([anAssignment()], aTemplate({ containers: [server()] }));
      const { containers } = await node.until(({ state }) => state === 'running');
      await home.real!.killFromOutside(containers[0]!.runtimeId);
      const report = await node.until(({ state }) => state === 'failed');
      expect(report).toMatchObject({ reason: 'Killed', containers: [{ signal: 'SIGKILL' }] });
    });

    test('a container that outgrows its memory is told as that', async () => {
      const limits = { cpuMillis: null, memoryBytes: 32 * 2 ** 20 };
      const greedy = shell('web', outgrowsOnceTold, { limits });
      await node.run([anAssignment()], aTemplate({ containers: [greedy] }));
      const { containers } = await node.until(({ state }) => state === 'running');
      await tellToOutgrow(node.driver, containers[0]!.runtimeId);
      const { reason } = await node.until(({ state }) => state === 'failed');
      expect(reason).toBe('OutOfMemory');
    });

    test('a program that stops answering is unhealthy, and the task ends', async () => {
      const livenessProbe = { ...probed(), failureThreshold: 2 };
      const container = shell(
        'web',
        'echo hello >/tmp/index.html; /bin/busybox httpd -p 8080 -h /tmp; sleep 2; kill $(/bin/busybox pidof busybox); sleep 1000',
        {
          livenessProbe,
          startupProbe: { ...probed(), failureThreshold: 30 },
        },
      );
      await node.run(
        [anAssignment()],
        aTemplate({ containers: [container], terminationGracePeriodSeconds: 1 }),
      );
      const report = await node.until(({ state }) => state === 'failed');
      expect(report.reason).toBe('Unhealthy');
      expect(report.message).toContain(
        'liveness probe of container web failed 2 times in a row: GET http://',
      );
    });

    test('an image that cannot be had stays visible as the reason', async () => {
      const missing = aContainer({ image: 'gantry-test/never:1', imagePullPolicy: 'Never' });
      await node.run([anAssignment()], aTemplate({ containers: [missing] }));
      const report = await node.until(({ reason }) => reason.startsWith('Image'));
      expect(report.message).toContain('gantry-test/never:1');
    });

    test('after the agent died, the next one adopts the container as it is', async () => {
      const template = aTemplate({ containers: [server({ readinessProbe: probed() })] });
      await node.run([anAssignment()], template);
      const { containers } = await node.until(({ ready }) => ready);
      await node.agent.stop();
      node = new RealNode(home, journal);
      await node.run([anAssignment()], template);
      expect(node.last()).toMatchObject({ state: 'running', ready: true, containers });
      const asked = node.control.said.length;
      await node.until(() => node.control.said.length > asked || node.control.all('heartbeat').length > 0);
      expect(node.last()).toMatchObject({ state: 'running', ready: true, containers });
    });
  },
);
