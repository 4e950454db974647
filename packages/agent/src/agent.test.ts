import type { ProbeHandler, TaskId } from '@gantry/model';
import { RuntimeFault } from '@gantry/runtime';
import { describe, expect, test } from 'vitest';
import { AgentStage } from './testing/agent-stage.ts';
import { aContainer, anAssignment, aProbe, aTaskId, aTemplate } from './testing/builders.ts';

const one = aTemplate();
const two = aTemplate({ containers: [aContainer({ name: 'web' }), aContainer({ name: 'side' })] });
const stopIt = anAssignment({ desired: 'stopped' });

async function running(template = one, over: Parameters<typeof anAssignment>[0] = {}): Promise<AgentStage> {
  const stage = new AgentStage();
  await stage.run([anAssignment(over)], template);
  await stage.advance(0);
  return stage;
}

describe('a task on an agent', () => {
  test('is prepared, started and reported, step by step', async () => {
    const stage = await running();
    expect(stage.driver.calls).toEqual(['prepare web', 'start web']);
    expect(stage.states().at(-1)).toBe('running ready');
    expect(stage.last()).toMatchObject({
      address: '10.0.0.1',
      containers: [{ name: 'web', state: 'running', ready: true }],
    });
  });

  test('each state is told while it lasts', async () => {
    const stage = new AgentStage();
    stage.driver.prepareMs = 2_000;
    stage.driver.startMs = 2_000;
    await stage.run([anAssignment()], one);
    await stage.advance(10_000);
    expect(stage.states()).toEqual(['preparing Preparing', 'starting Starting', 'running ready']);
    expect(stage.reports()[1]?.message).toBe('container web: pulling (50 %)');
  });

  test('its containers start in order, the later ones in the network of the first', async () => {
    const stage = await running(two);
    expect(stage.driver.starts()).toEqual(['start web', 'start side']);
    expect(stage.driver.requests.map(({ joinNetworkOf }) => joinNetworkOf)).toEqual([null, 'c1']);
  });

  test('one container ends: the others are stopped, and the first cause is told', async () => {
    const stage = await running(two);
    stage.driver.shutdownMs = 3_000;
    stage.driver.exit('side', { exitCode: 7 });
    await stage.settle();
    expect(stage.states().at(-1)).toBe('stopping Error');
    await stage.advance(3_000);
    expect(stage.last()).toMatchObject({
      state: 'failed',
      reason: 'Error',
      message: 'container side exited with code 7',
    });
    expect(stage.driver.calls).toContain('stop web 30000 SIGTERM');
  });

  test('one that ends while the next is just starting is not over before that one is stopped as well', async () => {
    const stage = new AgentStage();
    stage.driver.startMs = 2_000;
    await stage.run([anAssignment()], two);
    await stage.advance(3_000);
    stage.driver.exit('web', { exitCode: 1 });
    await stage.advance(500);
    expect(stage.last()).toMatchObject({ state: 'stopping', reason: 'Error' });
    await stage.advance(1_000);
    expect(stage.driver.calls.at(-1)).toBe('stop side 30000 SIGTERM');
    expect(stage.last()).toMatchObject({ state: 'failed', reason: 'Error' });
  });

  test('a kill from outside is seen at once', async () => {
    const stage = await running();
    const before = stage.clock.elapsedMs();
    stage.driver.exit('web', { signal: 'SIGKILL' });
    await stage.settle();
    expect(stage.last()).toMatchObject({ state: 'failed', reason: 'Killed' });
    expect(stage.clock.elapsedMs()).toBe(before);
  });

  test('a pull that fails is tried again after 10, 20, 40 ... 300 s, and says so all the while', async () => {
    const stage = new AgentStage();
    const fault = () => new RuntimeFault('ImagePullFailed', 'no such image', true);
    stage.driver.prepareFaults = Array.from({ length: 9 }, fault);
    await stage.run([anAssignment()], one);
    const at: number[] = [];
    for (let tries = 0; stage.driver.starts().length === 0; ) {
      const prepares = stage.driver.calls.length;
      if (prepares > tries) at.push(stage.clock.elapsedMs());
      tries = prepares;
      await stage.advance(1_000);
    }
    const gaps = at.slice(1).map((ms, index) => Math.round((ms - at[index]!) / 10_000) * 10);
    expect(gaps).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
    expect(stage.states()).toContain('preparing ImagePullBackOff');
    expect(stage.reports().some(({ message }) => message.includes('no such image (tried 2 times'))).toBe(
      true,
    );
    expect(stage.last().state).toBe('running');
  });

  test('an engine that cannot start it now is asked again; a start that fails ends it', async () => {
    const stage = new AgentStage();
    const unavailable = () => new RuntimeFault('Unavailable', 'the engine answered 500', true);
    stage.driver.startFaults = [unavailable(), unavailable(), unavailable()];
    await stage.run([anAssignment()], one);
    await stage.advance(8_000);
    expect(stage.driver.starts()).toHaveLength(4);
    expect(stage.states()).toContain('starting Unavailable');
    expect(stage.last().state).toBe('running');

    const failing = new AgentStage();
    failing.driver.startFaults = [new RuntimeFault('StartFailed', 'no such program: nginy', true)];
    await failing.run([anAssignment()], one);
    expect(failing.last()).toMatchObject({
      state: 'failed',
      reason: 'StartFailed',
      message: 'no such program: nginy',
    });
  });

  test('it does not start before its back-off has passed', async () => {
    const stage = new AgentStage();
    await stage.run([anAssignment({ notBeforeAtMs: stage.clock.nowMs() + 20_000 })], one);
    await stage.advance(19_000);
    expect(stage.driver.starts()).toEqual([]);
    await stage.advance(1_500);
    expect(stage.last().state).toBe('running');
  });

  test('a runtime that this node does not have fails it, with the reason', async () => {
    const stage = new AgentStage();
    await stage.run([anAssignment()], aTemplate({ runtime: 'process' }));
    expect(stage.last()).toMatchObject({
      state: 'failed',
      reason: 'Unsupported',
      message: 'this node has no process runtime',
    });
  });
});

describe('stopping a task', () => {
  test('it is told as not ready before the signal is sent; then the signal, the grace, the kill', async () => {
    const stage = await running(aTemplate({ containers: [aContainer({ stopSignal: 'SIGQUIT' })] }));
    stage.driver.shutdownMs = Infinity;
    await stage.assign([stopIt]);
    expect(stage.last()).toMatchObject({ state: 'stopping', ready: false, containers: [{ ready: false }] });
    expect(stage.driver.calls.at(-1)).toBe('stop web 30000 SIGQUIT');
    await stage.advance(30_000);
    expect(stage.last()).toMatchObject({
      state: 'stopped',
      reason: 'Stopped',
      containers: [{ signal: 'SIGKILL' }],
    });
  });

  test('preStop runs inside the grace period, which is what is left of it for the signal', async () => {
    const stage = await running(
      aTemplate({ containers: [aContainer({ preStop: { type: 'sleep', seconds: 12 } })] }),
    );
    await stage.assign([stopIt]);
    await stage.advance(12_000);
    expect(stage.driver.calls.at(-1)).toBe('stop web 18000 SIGTERM');
  });

  test('a preStop that overruns leaves two seconds', async () => {
    const stage = await running(
      aTemplate({ containers: [aContainer({ preStop: { type: 'sleep', seconds: 99 } })] }),
    );
    await stage.assign([stopIt]);
    await stage.advance(30_000);
    expect(stage.driver.calls.at(-1)).toBe('stop web 2000 SIGTERM');
  });

  test.each([
    ['exec', { type: 'exec' as const, command: ['drain', 'now'] }, 'exec drain now'],
    ['http', { type: 'http' as const, path: '/drain', port: 8080 }, 'http://10.0.0.1:8080/drain'],
  ])('preStop by %s; its failure stops nothing', async (_kind, preStop, expected) => {
    const stage = await running(aTemplate({ containers: [aContainer({ preStop })] }));
    const asked: string[] = [];
    stage.driver.execExitCode = 1;
    stage.answer = (what) => {
      asked.push(what);
      return { result: 'failure', message: 'no' };
    };
    await stage.assign([stopIt]);
    expect([...stage.driver.calls, ...asked]).toContain(expected);
    expect(stage.last().state).toBe('stopped');
  });

  test('a later, shorter grace overtakes', async () => {
    const stage = await running();
    stage.driver.shutdownMs = Infinity;
    await stage.assign([stopIt]);
    await stage.assign([anAssignment({ desired: 'stopped', stopGraceSeconds: 0 })]);
    expect(stage.driver.calls.slice(-2)).toEqual(['stop web 30000 SIGTERM', 'stop web 0 SIGTERM']);
    expect(stage.last().state).toBe('stopped');
  });

  test('a stop that the engine refuses is tried again', async () => {
    const stage = await running();
    stage.driver.stopFaults = [new RuntimeFault('Unavailable', 'the engine answered 500', true)];
    await stage.assign([stopIt]);
    expect(stage.last().state).toBe('stopping');
    await stage.advance(1_000);
    expect(stage.last().state).toBe('stopped');
  });

  test('an engine that takes the stop and never answers is asked again', async () => {
    const stage = await running();
    stage.driver.stop = () => new Promise(() => {});
    await stage.assign([stopIt]);
    await stage.advance(90_000);
    Reflect.deleteProperty(stage.driver, 'stop');
    await stage.advance(2_000);
    expect(stage.last().state).toBe('stopped');
  });

  test('one that is being pulled ends without having been started', async () => {
    const stage = new AgentStage();
    stage.driver.prepareMs = Infinity;
    await stage.run([anAssignment()], one);
    await stage.assign([stopIt]);
    expect(stage.last().state).toBe('stopped');
    expect(stage.driver.starts()).toEqual([]);
  });

  test('a stop is never taken back by a message that comes late', async () => {
    const stage = await running();
    stage.driver.shutdownMs = 5_000;
    await stage.assign([stopIt]);
    await stage.assign([anAssignment()]);
    await stage.advance(5_000);
    expect(stage.last().state).toBe('stopped');
  });

  test('its containers stay, for their logs, until it is forgotten', async () => {
    const stage = await running();
    await stage.assign([stopIt]);
    await stage.advance(120_000);
    expect(stage.driver.held.size).toBe(1);
    await stage.assign([], undefined, [aTaskId]);
    expect(stage.driver.held.size).toBe(0);
    expect(stage.journal.entries.size).toBe(0);
  });

  test('of those nobody forgets, only the newest are kept', async () => {
    const stage = new AgentStage();
    const ids = Array.from({ length: 110 }, (_, index) => `t1-${index}` as TaskId);
    await stage.run(
      ids.map((taskId) => anAssignment({ taskId })),
      one,
    );
    await stage.assign(ids.map((taskId) => anAssignment({ taskId, desired: 'stopped' })));
    await stage.settle();
    expect(stage.driver.held.size).toBe(100);
  });
});

describe('probes of a task', () => {
  const probing = (over: Parameters<typeof aContainer>[0]) =>
    aTemplate({
      containers: [
        aContainer({
          ports: [{ name: 'http', containerPort: 8080, hostPort: null, protocol: 'TCP' }],
          ...over,
        }),
      ],
    });
  const http: ProbeHandler = {
    type: 'http',
    path: '/ready',
    port: 'http',
    scheme: 'HTTP',
    host: null,
    headers: [],
  };

  test('it is not ready before its readiness probe says so', async () => {
    const stage = new AgentStage();
    stage.answer = (what) => ({ result: 'failure', message: `GET ${what} answered 503` });
    await stage.run([anAssignment()], probing({ readinessProbe: aProbe({ handler: http }) }));
    expect(stage.last()).toMatchObject({
      state: 'running',
      ready: false,
      message: 'container web waits for its readiness probe: GET http://10.0.0.1:8080/ready answered 503',
    });
    stage.answer = () => ({ result: 'success', message: 'ok' });
    await stage.advance(100);
    expect(stage.last().ready).toBe(true);
  });

  test('readiness lost takes it out and never kills it', async () => {
    const stage = await running(probing({ readinessProbe: aProbe({ handler: http, failureThreshold: 2 }) }));
    stage.answer = () => ({ result: 'failure', message: 'answered 500' });
    await stage.advance(20_000);
    expect(stage.last()).toMatchObject({ state: 'running', ready: false, probeFailures: 2 });
    await stage.advance(100_000);
    expect(stage.last().state).toBe('running');
  });

  test('a probe that fails below its threshold is told, and the task stays ready', async () => {
    const stage = await running(probing({ livenessProbe: aProbe({ handler: http }) }));
    stage.answer = () => ({ result: 'failure', message: 'answered 500' });
    await stage.advance(10_000);
    expect(stage.last()).toMatchObject({
      ready: true,
      reason: 'ProbeFailing',
      message: 'liveness probe of container web failed 1 of 3 times: answered 500',
      probeFailures: 1,
    });
    stage.answer = () => ({ result: 'success', message: 'ok' });
    await stage.advance(10_000);
    expect(stage.last()).toMatchObject({ ready: true, reason: '', message: '', probeFailures: 1 });
  });

  test('liveness lost ends it as unhealthy, saying which probe and what it heard', async () => {
    const livenessProbe = aProbe({ handler: http, terminationGracePeriodSeconds: 5 });
    const stage = await running(probing({ livenessProbe }));
    stage.answer = () => ({ result: 'failure', message: 'answered 500' });
    await stage.advance(30_000);
    expect(stage.driver.calls.at(-1)).toBe('stop web 5000 SIGTERM');
    expect(stage.last()).toMatchObject({
      state: 'failed',
      reason: 'Unhealthy',
      message: 'liveness probe of container web failed 3 times in a row: answered 500',
      probeFailures: 3,
    });
  });

  test('a program that never starts is ended when its startup budget is used up', async () => {
    const stage = new AgentStage();
    stage.answer = () => ({ result: 'failure', message: 'refused' });
    const startupProbe = aProbe({ handler: http, periodSeconds: 1, failureThreshold: 5 });
    await stage.run([anAssignment()], probing({ startupProbe, readinessProbe: aProbe({ handler: http }) }));
    expect(stage.last()).toMatchObject({ ready: false, containers: [{ started: false }] });
    await stage.advance(5_000);
    expect(stage.last()).toMatchObject({ state: 'failed', reason: 'Unhealthy' });
  });
});
