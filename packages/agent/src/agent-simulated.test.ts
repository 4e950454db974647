import { createSimulatedDriver, SimulatedNode } from '@gantry/runtime';
import { describe, expect, test } from 'vitest';
import { AgentStage } from './testing/agent-stage.ts';
import { aContainer, anAssignment, aProbe, aTemplate } from './testing/builders.ts';

/** The same agent over the simulated runtime: what its scripts can play comes out as a task's states. */
function aStage(): AgentStage {
  let node: SimulatedNode | null = null;
  return new AgentStage({}, (clock) => {
    node ??= new SimulatedNode(clock);
    return [createSimulatedDriver({ node })];
  });
}

function simulates(...words: string[]) {
  const container = aContainer({ command: ['simulate', ...words], readinessProbe: aProbe() });
  return aTemplate({ runtime: 'simulated', containers: [container] });
}

describe('an agent over the simulated runtime', () => {
  test.each([
    ['runs and is ready', [], 'running ready'],
    ['is ready after a while', ['ready-ms=3000'], 'running ready'],
    ['never becomes ready', ['never-ready'], 'running ContainersNotReady'],
    ['exits 7 after ten seconds', ['exit=7', 'after-ms=10000'], 'failed Error'],
    ['completes', ['exit=0', 'after-ms=10000'], 'succeeded Completed'],
    ['runs out of memory', ['out-of-memory-ms=5000'], 'failed OutOfMemory'],
    ['cannot start', ['start-fails'], 'failed StartFailed'],
    ['cannot be pulled', ['pull-fails'], 'preparing ImagePullBackOff'],
  ])('%s', async (_name, words, expected) => {
    const stage = aStage();
    await stage.run([anAssignment()], simulates(...words));
    await stage.advance(15_000);
    expect(stage.states().at(-1)).toBe(expected);
  });

  test.each([
    ['stop-ms=2000', 'stopped', null],
    ['ignores-stop', 'stopped', 'SIGKILL'],
  ])('is stopped: %s', async (word, state, signal) => {
    const stage = aStage();
    await stage.run([anAssignment()], simulates(word));
    await stage.advance(1_000);
    await stage.assign([anAssignment({ desired: 'stopped' })]);
    await stage.advance(30_000);
    expect(stage.last()).toMatchObject({ state, containers: [{ signal }] });
  });

  test('is adopted after the agent was killed', async () => {
    const stage = aStage();
    await stage.run([anAssignment()], simulates());
    await stage.advance(1_000);
    const before = stage.last().containers;
    await stage.restart();
    await stage.welcome([anAssignment()], simulates());
    await stage.advance(30_000);
    expect(stage.last()).toMatchObject({ state: 'running', ready: true, containers: before });
  });
});
