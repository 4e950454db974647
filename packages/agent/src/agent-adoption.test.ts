import { describe, expect, test } from 'vitest';
import { AgentStage } from './testing/agent-stage.ts';
import { aContainer, anAssignment, anObserved, aProbe, aTaskId, aTemplate } from './testing/builders.ts';
import { ScriptedDriver } from './testing/scripted-driver.ts';

const one = aTemplate();
const two = aTemplate({ containers: [aContainer({ name: 'web' }), aContainer({ name: 'side' })] });
const stopIt = anAssignment({ desired: 'stopped' });

async function running(template = one, over: Parameters<typeof anAssignment>[0] = {}): Promise<AgentStage> {
  const stage = new AgentStage();
  await stage.run([anAssignment(over)], template);
  await stage.advance(0);
  return stage;
}

describe('an agent that was killed and started again', () => {
  test('finds its tasks and goes on without touching them (case 60: ReconnectExecutor)', async () => {
    const stage = await running(two);
    const calls = stage.driver.calls.length;
    await stage.restart();
    expect(stage.control.last('hello').tasks).toMatchObject([
      { taskId: aTaskId, state: 'running', ready: true },
    ]);
    await stage.welcome([anAssignment()], two);
    await stage.advance(60_000);
    expect(stage.driver.calls).toHaveLength(calls);
    expect(stage.last()).toMatchObject({ state: 'running', ready: true });
  });

  test('tells the true end of one that ended meanwhile', async () => {
    const stage = await running();
    await stage.agent.stop();
    await stage.clock.advance(5_000);
    stage.driver.exitUnseen('web', { exitCode: 7 });
    const finishedAtMs = stage.clock.nowMs();
    await stage.clock.advance(5_000);
    await stage.restart();
    expect(stage.last()).toMatchObject({
      state: 'failed',
      reason: 'Error',
      finishedAtMs,
      containers: [{ exitCode: 7 }],
    });
  });

  test('says so when one is gone without a trace, and does not start it again', async () => {
    const stage = await running();
    stage.driver.held.clear();
    await stage.restart();
    await stage.welcome([anAssignment()], one);
    expect(stage.last()).toMatchObject({ state: 'failed', reason: 'ContainerGone' });
    expect(stage.driver.starts()).toHaveLength(1);
  });

  test('knows a reboot of the machine for what it is (case 60: Reboot)', async () => {
    const stage = await running();
    stage.driver.exitUnseen('web', { exitCode: 255 });
    stage.bootId = 'boot-2';
    await stage.restart();
    expect(stage.last()).toMatchObject({ state: 'failed', reason: 'NodeRebooted' });
  });

  test('goes on stopping what it was stopping', async () => {
    const stage = await running();
    stage.driver.shutdownMs = 10_000;
    await stage.assign([stopIt]);
    await stage.restart();
    await stage.advance(10_000);
    await stage.welcome([stopIt], one);
    expect(stage.last()).toMatchObject({ state: 'stopped', reason: 'Stopped' });
  });

  test('starts nothing from memory alone, because secrets are not kept', async () => {
    const stage = new AgentStage();
    stage.driver.startMs = 60_000;
    const environment = { TOKEN: 'secret-value' };
    await stage.run([anAssignment({ environment })], two);
    stage.driver.startMs = 0;
    await stage.advance(1_000);
    expect([...stage.journal.entries.values()].join()).not.toContain('secret-value');
    const starts = stage.driver.starts().length;
    await stage.restart();
    await stage.advance(60_000);
    expect(stage.driver.starts()).toHaveLength(starts);
    await stage.welcome([anAssignment({ environment })], two);
    expect(stage.last().state).toBe('running');
    expect(stage.driver.requests.at(-1)?.environment.TOKEN).toBe('secret-value');
  });

  test('goes on probing without the control plane', async () => {
    const template = aTemplate({ containers: [aContainer({ livenessProbe: aProbe() })] });
    const stage = await running(template);
    await stage.agent.stop();
    stage.control.drop();
    stage.answer = () => ({ result: 'failure', message: 'answered 500' });
    await stage.restart();
    await stage.advance(60_000);
    expect(stage.driver.calls.at(-1)).toBe('stop web 30000 SIGTERM');
  });
});

describe('what an agent finds', () => {
  test('found and assigned is adopted', async () => {
    const stage = new AgentStage();
    stage.driver.held.set('c9', anObserved({ runtimeId: 'c9' }));
    await stage.run([anAssignment()], one);
    await stage.advance(60_000);
    expect(stage.driver.calls).toEqual([]);
    expect(stage.last()).toMatchObject({ state: 'running', ready: true });
  });

  test('found and not assigned is stopped and removed, but only once the control plane has spoken', async () => {
    const stage = new AgentStage();
    stage.driver.held.set('c9', anObserved({ runtimeId: 'c9' }));
    await stage.start();
    await stage.advance(15_000);
    expect(stage.driver.calls).toEqual([]);
    stage.control.drop();
    await stage.advance(10_000);
    stage.control.open();
    await stage.welcome([]);
    expect(stage.driver.calls).toEqual(['stop web 30000 SIGTERM', 'remove web']);
  });

  test('losing the connection stops nothing', async () => {
    const stage = await running();
    stage.control.drop();
    await stage.advance(600_000);
    expect(stage.driver.calls).toEqual(['prepare web', 'start web']);
  });

  test('what is superseded is stopped on the return', async () => {
    const stage = await running();
    stage.control.drop();
    await stage.advance(10_000);
    stage.control.open();
    await stage.welcome([]);
    expect(stage.driver.held.size).toBe(0);
  });

  test('an engine that is down at first: nothing is started twice, nothing counts as gone', async () => {
    const stage = await running();
    stage.driver.isUp = false;
    await stage.restart();
    await stage.advance(10_000);
    stage.control.open();
    await stage.welcome([anAssignment()], one);
    await stage.advance(30_000);
    expect(stage.last()).toMatchObject({ state: 'running' });
    stage.driver.isUp = true;
    await stage.advance(30_000);
    expect(stage.driver.starts()).toHaveLength(1);
    expect(stage.last()).toMatchObject({ state: 'running', ready: true });
  });

  test('a container that somebody removed is noticed even when no event tells', async () => {
    const stage = await running();
    stage.driver.held.clear();
    await stage.advance(31_000);
    expect(stage.last()).toMatchObject({ state: 'failed', reason: 'ContainerGone' });
  });

  test('a task that is over is not started again, however late its assignment comes', async () => {
    const stage = await running();
    await stage.assign([stopIt]);
    await stage.assign([], undefined, [aTaskId]);
    await stage.assign([anAssignment()], one);
    await stage.advance(10_000);
    expect(stage.driver.starts()).toHaveLength(1);
    expect(stage.last().state).toBe('stopped');
  });

  test('an assignment without its template ends the connection, so that all comes anew', async () => {
    const stage = new AgentStage();
    await stage.run([anAssignment()]);
    expect(stage.control.isOpen).toBe(false);
  });
});

describe('what an agent tells of its node', () => {
  test('usage goes with the heartbeat', async () => {
    const stage = await running();
    await stage.advance(10_000);
    expect(stage.control.last('heartbeat')).toMatchObject({
      usage: [{ taskId: aTaskId, cpuMillis: 100, memoryBytes: 1_000 }],
      cpuMillisUsed: 100,
    });
  });

  test('an engine that goes or comes is described anew', async () => {
    const stage = await running();
    stage.driver.isUp = false;
    await stage.advance(6_000);
    expect(stage.control.last('describe').node.runtimes).toMatchObject([
      { name: 'docker', available: false },
    ]);
    stage.driver.isUp = true;
    await stage.advance(6_000);
    expect(stage.control.last('describe').node.runtimes).toMatchObject([{ available: true }]);
    expect(stage.control.all('describe')).toHaveLength(2);
  });

  test('an engine that is slow to answer hides nothing, and is described when it has answered', async () => {
    const stage = new AgentStage({}, (clock) => [
      Object.assign(new ScriptedDriver(clock), { infoMs: 8_000 }),
      Object.assign(new ScriptedDriver(clock), { name: 'process' as never }),
    ]);
    void stage.agent.start();
    await stage.advance(5_500);
    stage.control.open();
    await stage.welcome([]);
    expect(stage.control.last('hello').node.runtimes).toMatchObject([
      { name: 'docker', available: false, detail: 'it has not answered yet' },
      { name: 'process', available: true },
    ]);
    await stage.advance(3_000);
    expect(stage.control.last('describe').node.runtimes).toMatchObject([
      { name: 'docker', available: true },
      { name: 'process', available: true },
    ]);
  });

  test('error lines are counted where a health gate asks for it, and told at most once a second', async () => {
    const stage = new AgentStage();
    stage.driver.lines = [
      { stream: 'stderr', atMs: 1, text: 'ERROR: no database' },
      { stream: 'stderr', atMs: 2, text: 'panic: goodbye' },
      { stream: 'stderr', atMs: 3, text: 'all is well' },
      { stream: 'stdout', atMs: 4, text: 'error on the wrong stream' },
    ];
    await stage.run([anAssignment({ countErrorLines: true })], one);
    await stage.advance(1_500);
    expect(stage.last().errorLines).toBe(2);
    expect(new Set(stage.reports().map(({ errorLines }) => errorLines))).toEqual(new Set([0, 2]));
  });
});
