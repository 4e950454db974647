import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { aReport, Cluster, failed, running } from '../testing/cluster.ts';
import { setImage } from '../testing/commands.ts';

function assigned(): Cluster {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  cluster.join(aMachine('b'));
  cluster.accept(anApply('web', { spec: { replicas: 1 } }));
  return cluster;
}

const only = (cluster: Cluster) => cluster.liveTasks('web')[0]!;

describe('states move forward', () => {
  test('[TS1] from pending over assigned and what the agent says to its end', () => {
    const cluster = assigned();
    const { id, nodeId } = only(cluster);
    expect(only(cluster)).toMatchObject({ state: 'assigned', assignedAtMs: cluster.nowMs });
    for (const state of ['preparing', 'starting', 'running'] as const) {
      cluster.report(
        nodeId!,
        aReport(cluster.task(id), { state, startedAtMs: state === 'running' ? 5 : null }),
      );
      expect(cluster.task(id).state).toBe(state);
    }
    cluster.report(nodeId!, failed(cluster.task(id), cluster.nowMs));
    expect(cluster.task(id)).toMatchObject({
      state: 'failed',
      startedAtMs: 5,
      finishedAtMs: cluster.nowMs,
      ready: false,
    });
  });

  test('[TS4] a backward report is ignored, with an event', () => {
    const cluster = assigned();
    const task = only(cluster);
    cluster.report(task.nodeId!, running(task, cluster.nowMs));
    cluster.report(task.nodeId!, aReport(task, { state: 'preparing' }));
    expect(cluster.task(task.id)).toMatchObject({ state: 'running', ready: true });
    expect(cluster.events('ReportIgnored')).toEqual([
      'Reported preparing after running; the report was ignored.',
    ]);
  });

  test('[TS4] an end stays an end, whatever is reported later', () => {
    const cluster = assigned();
    const task = only(cluster);
    cluster.report(task.nodeId!, failed(task, cluster.nowMs));
    const ended = cluster.task(task.id);
    cluster.report(task.nodeId!, running(task, cluster.nowMs));
    expect(cluster.task(task.id)).toEqual(ended);
  });

  test('[TS4] the same state may say something new; readiness has its moment', () => {
    const cluster = assigned();
    const task = only(cluster);
    cluster.report(task.nodeId!, running(task, cluster.nowMs));
    const readyAtMs = cluster.nowMs;
    cluster.nowMs += 500;
    cluster.report(task.nodeId!, running(cluster.task(task.id), cluster.nowMs));
    expect(cluster.task(task.id).readyAtMs).toBe(readyAtMs);
    cluster.report(task.nodeId!, aReport(cluster.task(task.id), { message: 'readiness probe: HTTP 500' }));
    expect(cluster.task(task.id)).toMatchObject({ ready: false, message: 'readiness probe: HTTP 500' });
    cluster.report(task.nodeId!, running(cluster.task(task.id), cluster.nowMs));
    expect(cluster.task(task.id)).toMatchObject({ ready: true, readyAtMs: cluster.nowMs });
  });

  test('[TS4] a report that says nothing new is no change', () => {
    const cluster = assigned();
    const task = only(cluster);
    cluster.report(task.nodeId!, running(task, cluster.nowMs));
    const { revision } = cluster.view;
    cluster.report(task.nodeId!, running(cluster.task(task.id), cluster.nowMs));
    expect(cluster.view.revision).toBe(revision);
  });
});

describe('who may say it', () => {
  test('[TS5] a report about another node’s task is ignored, with an event on the node', () => {
    const cluster = assigned();
    const task = only(cluster);
    const other = [...cluster.view.all('nodes')].find(({ id }) => id !== task.nodeId)!;
    cluster.report(other.id, running(task, cluster.nowMs));
    expect(cluster.task(task.id).state).toBe('assigned');
    expect(cluster.events('ReportIgnored')).toEqual([
      `Reported task ${task.name}, which is not this node's; the report was ignored.`,
    ]);
  });

  test('[TS5] a report of an earlier session counts for nothing', () => {
    const cluster = assigned();
    const task = only(cluster);
    cluster.rejoin(task.nodeId!, [aReport(task)]);
    cluster.step({ kind: 'report', nodeId: task.nodeId!, session: 1, tasks: [running(task, cluster.nowMs)] });
    expect(cluster.task(task.id).state).toBe('assigned');
    cluster.step({ kind: 'report', nodeId: task.nodeId!, session: 2, tasks: [running(task, cluster.nowMs)] });
    expect(cluster.task(task.id).state).toBe('running');
  });

  test('[TS5] what is not known is not made up', () => {
    const cluster = assigned();
    const task = only(cluster);
    const { revision } = cluster.view;
    cluster.report(task.nodeId!, { ...running(task, cluster.nowMs), taskId: 'tzz-1' as typeof task.id });
    expect(cluster.view.revision).toBe(revision);
  });
});

test('[RO19] probe failures and error lines are held against the open rollout', () => {
  const cluster = assigned();
  const task = only(cluster);
  cluster.report(task.nodeId!, aReport(task, { state: 'running', probeFailures: 2, errorLines: 3 }));
  cluster.report(task.nodeId!, aReport(cluster.task(task.id), { probeFailures: 3, errorLines: 3 }));
  const deployment = cluster.view.deployment('default', 'web')!;
  expect(cluster.view.rolloutsOf(deployment.id)).toMatchObject([{ probeFailures: 3, errorLines: 3 }]);
});

test('[RO15] [RO19] the record tells that a gate paused it, and pausing it again changes neither that nor why', () => {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  const open = { readyWithinSeconds: null, maxRestarts: null, maxProbeFailures: null };
  const healthGates = { ...open, maxErrorLines: 2, onFailure: 'pause' as const };
  cluster.accept(anApply('web', { spec: { replicas: 1, healthGates } }));
  const task = only(cluster);
  cluster.report(task.nodeId!, aReport(task, { state: 'running', errorLines: 3 }));
  const held = { paused: true, pausedBy: 'gate' };
  const deployment = cluster.view.deployment('default', 'web')!;
  expect(deployment).toMatchObject(held);
  expect(deployment.pauseReason).toContain('3 error lines, more than the 2 allowed');
  cluster.accept({ type: 'deployment.pause', namespace: 'default', name: 'web' });
  const { pauseReason } = deployment;
  expect(cluster.view.deployment('default', 'web')).toMatchObject({ ...held, pauseReason });
});

test('[TS8] init containers are told by the agent, and one that fails is a failure of its task', () => {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  const initContainers = [aContainer({ name: 'migrate' })];
  const { containers } = anApply('web').template;
  cluster.accept(anApply('web', { template: { initContainers, containers }, spec: { replicas: 1 } }));
  const waits: number[] = [];
  for (let failures = 1; failures <= 3; failures += 1) {
    const task = only(cluster);
    const migrates = { ...running(task, cluster.nowMs).containers[0]!, name: 'migrate', ready: false };
    const starting = aReport(task, { state: 'starting', reason: 'Initializing', initContainers: [migrates] });
    cluster.report(task.nodeId!, starting);
    expect(cluster.task(task.id)).toMatchObject({
      state: 'starting',
      initContainers: [{ state: 'running' }],
    });
    cluster.report(task.nodeId!, { ...failed(task, cluster.nowMs), startedAtMs: null, reason: 'InitFailed' });
    const next = only(cluster);
    expect(next).toMatchObject({ replaces: task.id, failuresInARow: failures });
    waits.push((next.notBeforeAtMs ?? cluster.nowMs) - cluster.nowMs);
    cluster.advance(waits.at(-1)! + 1_000);
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits.at(-1)).toBeGreaterThan(waits[0]!);
});

test('[RV12] their images are noted, and can be set', () => {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  const initContainers = [aContainer({ name: 'migrate' })];
  const { containers } = anApply('web').template;
  cluster.accept(anApply('web', { template: { initContainers, containers }, spec: { replicas: 1 } }));
  const task = only(cluster);
  const said = running(task, cluster.nowMs);
  const done = { ...said.containers[0]!, name: 'migrate', imageId: 'sha256:aa' };
  cluster.report(task.nodeId!, { ...said, initContainers: [done] });
  const deployment = cluster.view.deployment('default', 'web')!;
  const [revision] = cluster.view.revisionsOf(deployment.id);
  expect(revision?.images).toMatchObject({ migrate: ['sha256:aa'] });
  cluster.accept(setImage('tools:2', 'migrate'));
  const { templateHash } = cluster.view.deployment('default', 'web')!;
  expect(cluster.view.get('templates', templateHash)?.template).toMatchObject({
    initContainers: [{ name: 'migrate', image: 'tools:2' }],
    containers,
  });
});
