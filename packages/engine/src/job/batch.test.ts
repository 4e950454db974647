import { describe, expect, test } from 'vitest';
import { aMachine } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import {
  aJob,
  batch,
  end,
  jobOf,
  liveTasks,
  named,
  settle,
  succeedAll,
  tasksOf,
  wants,
} from '../testing/jobs.ts';

function clusterOf(count: number, over: Parameters<typeof aMachine>[1] = {}): Cluster {
  const cluster = new Cluster();
  for (let index = 0; index < count; index++) cluster.join(aMachine(`n${index}`, over));
  return cluster;
}

const indexes = (cluster: Cluster, name = 'sum') => liveTasks(cluster, name).map(({ jobIndex }) => jobIndex);

describe('a batch', () => {
  test('[JB5] every index succeeds once, at most so many at a time', () => {
    const cluster = clusterOf(2);
    cluster.accept(aJob('sum', batch({ completions: 5, parallelism: 2 })));
    settle(cluster);
    expect(indexes(cluster)).toEqual([0, 1]);
    const [first] = liveTasks(cluster, 'sum');
    end(cluster, first!, 'succeeded');
    expect(indexes(cluster)).toEqual([1, 2]);
    expect(jobOf(cluster, 'sum')).toMatchObject({
      state: 'running',
      active: 2,
      succeeded: 1,
      message: '1 of 5 tasks are done.',
    });
    for (let round = 0; round < 5; round++) succeedAll(cluster, 'sum');
    expect(jobOf(cluster, 'sum')).toMatchObject({
      state: 'succeeded',
      reason: 'Completed',
      active: 0,
      succeeded: 5,
      failed: 0,
      message: 'All 5 tasks succeeded.',
      finishedAtMs: cluster.nowMs,
    });
    expect(tasksOf(cluster, 'sum').map(({ jobIndex, state }) => [jobIndex, state])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [index, 'succeeded']),
    );
  });

  test('[JB5] a task that succeeded is never run again, whatever becomes of its node or the control plane', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('sum', batch({ completions: 2, parallelism: 1 })));
    settle(cluster);
    succeedAll(cluster, 'sum');
    cluster.silence(cluster.view.nodeByName('n0')!.id);
    cluster.advance(60);
    const again = new Cluster({ snapshot: cluster.engine.snapshot() });
    again.join(aMachine('n1'));
    settle(again);
    expect(indexes(again)).toEqual([1]);
    succeedAll(again, 'sum');
    expect(jobOf(again, 'sum')).toMatchObject({ state: 'succeeded', succeeded: 2 });
    expect(tasksOf(again, 'sum').filter(({ jobIndex }) => jobIndex === 0)).toHaveLength(1);
  });

  test('[JB6] a failed index is tried again after its back-off, and its end is told', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('sum', batch({ completions: 2 })));
    settle(cluster);
    const [first] = liveTasks(cluster, 'sum');
    end(cluster, first!, 'failed', 'container web exited with code 3');
    expect(
      liveTasks(cluster, 'sum').map(({ jobIndex, state, replaces }) => [jobIndex, state, replaces]),
    ).toEqual([
      [1, 'running', null],
      [0, 'pending', first!.id],
    ]);
    expect(jobOf(cluster, 'sum')).toMatchObject({
      failed: 1,
      lastFailure: `${first!.name}: Container web exited with code 3.`,
      message: '0 of 2 tasks are done. 1 task waits until the back-off after a failure is over.',
    });
    cluster.advance(9);
    expect(liveTasks(cluster, 'sum')[1]!.state).toBe('pending');
    cluster.advance(1);
    expect(liveTasks(cluster, 'sum')[1]!.state).toBe('assigned');
    expect(cluster.events('JobRetried')).toEqual([
      `${first!.name} failed: Container web exited with code 3. It is tried again.`,
    ]);
  });

  test('[JB6] with more failures than retries it is given up, and what runs is stopped', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('sum', batch({ completions: 2 }), { retries: 1 }));
    settle(cluster);
    end(cluster, liveTasks(cluster, 'sum')[0]!, 'failed');
    cluster.advance(10);
    settle(cluster);
    end(cluster, liveTasks(cluster, 'sum').find(({ jobIndex }) => jobIndex === 0)!, 'failed');
    expect(jobOf(cluster, 'sum')).toMatchObject({
      state: 'failed',
      reason: 'BackoffLimitExceeded',
      failed: 2,
      active: 1,
    });
    expect(jobOf(cluster, 'sum').message).toMatch(
      /^2 tasks failed, and 1 retry is allowed\. The last was sum-0-\S+: Container web exited with code 1\.$/,
    );
    expect(liveTasks(cluster, 'sum')).toMatchObject([
      { jobIndex: 1, desired: 'stopped', reason: 'JobEnded' },
    ]);
    settle(cluster);
    expect(jobOf(cluster, 'sum').active).toBe(0);
  });

  test('[JB6] a task that is killed, drained or lost is made again at once, and does not count', () => {
    const cluster = clusterOf(2);
    cluster.accept(aJob('sum', batch({ completions: 1 }), { retries: 0 }));
    settle(cluster);
    cluster.accept({
      type: 'task.kill',
      task: liveTasks(cluster, 'sum')[0]!.id,
      graceSeconds: null,
      reason: '',
    });
    expect(liveTasks(cluster, 'sum')).toHaveLength(1);
    settle(cluster);
    const [second] = liveTasks(cluster, 'sum');
    expect(second).toMatchObject({ state: 'running', jobIndex: 0 });
    cluster.silence(second!.nodeId!);
    cluster.advance(20);
    settle(cluster);
    expect(cluster.task(second!.id).state).toBe('lost');
    expect(liveTasks(cluster, 'sum')).toMatchObject([{ jobIndex: 0, state: 'running' }]);
    expect(jobOf(cluster, 'sum')).toMatchObject({ state: 'running', failed: 0 });
  });

  test('[JB7] a stage begins when every index of the one before has succeeded', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('count', batch({ name: 'map', completions: 2 }, { name: 'reduce', completions: 1 })));
    settle(cluster);
    end(cluster, liveTasks(cluster, 'count')[0]!, 'succeeded');
    expect(jobOf(cluster, 'count')).toMatchObject({ part: 0, message: '1 of 2 map tasks are done.' });
    succeedAll(cluster, 'count');
    settle(cluster);
    expect(jobOf(cluster, 'count')).toMatchObject({
      part: 1,
      succeeded: 2,
      message: '0 of 1 reduce tasks are done.',
    });
    expect(liveTasks(cluster, 'count').map(({ name }) => name)).toEqual([
      expect.stringMatching(/^count-reduce-0-/),
    ]);
    succeedAll(cluster, 'count');
    expect(jobOf(cluster, 'count')).toMatchObject({ state: 'succeeded', succeeded: 3 });
  });

  test('[JB3] a job says why none of its tasks has a place', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('big', batch({ template: wants(5_000) })));
    expect(jobOf(cluster, 'big')).toMatchObject({
      state: 'waiting',
      reason: 'Unplaced',
      message: '0 of 1 node can take it: 1 lacks CPU (wants 5, most free is 4 on n0).',
      startedAtMs: null,
    });
    cluster.join(
      aMachine('large', { resources: { cpuMillis: 8_000, memoryBytes: 1, diskBytes: 0, gpus: 0 } }),
    );
    expect(jobOf(cluster, 'big')).toMatchObject({ state: 'running', startedAtMs: cluster.nowMs });
  });

  test('[JB4] suspended, its tasks stop; resumed, what succeeded is not run again', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('sum', batch({ completions: 3, parallelism: 2 })));
    settle(cluster);
    end(cluster, liveTasks(cluster, 'sum')[0]!, 'succeeded');
    cluster.accept({ type: 'job.suspend', ...named('sum') });
    expect(jobOf(cluster, 'sum')).toMatchObject({
      state: 'suspended',
      message: 'Suspended; its tasks are stopping.',
    });
    settle(cluster);
    expect(liveTasks(cluster, 'sum')).toEqual([]);
    expect(jobOf(cluster, 'sum')).toMatchObject({ active: 0, message: 'Suspended until it is resumed.' });
    cluster.accept({ type: 'job.resume', ...named('sum') });
    settle(cluster);
    expect(indexes(cluster)).toEqual([1, 2]);
    expect(jobOf(cluster, 'sum')).toMatchObject({ state: 'running', failed: 0, succeeded: 1 });
  });

  test('[JB1] cancelled, it stays with who gave it up, and nothing begins any more', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('sum', batch({ completions: 3, parallelism: 1 })));
    settle(cluster);
    cluster.accept({ type: 'job.cancel', ...named('sum'), reason: 'wrong input' });
    settle(cluster);
    expect(jobOf(cluster, 'sum')).toMatchObject({
      state: 'cancelled',
      message: 'Cancelled by ada: wrong input.',
      active: 0,
    });
    expect(tasksOf(cluster, 'sum').map(({ state }) => state)).toEqual(['stopped']);
    expect(cluster.accept({ type: 'job.cancel', ...named('sum'), reason: '' }).changed).toBe(false);
  });

  test('[JB1] past its deadline it fails and says so', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('slow', batch(), { activeDeadlineSeconds: 30 }));
    settle(cluster);
    cluster.advance(30);
    expect(jobOf(cluster, 'slow')).toMatchObject({
      state: 'failed',
      reason: 'DeadlineExceeded',
      message: 'It took longer than its deadline of 30 s.',
    });
  });

  test('[JB13] deleted, its tasks stop first; then everything of it goes', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('sum', batch({ completions: 2 })));
    settle(cluster);
    cluster.accept({ type: 'job.delete', ...named('sum'), graceSeconds: 3 });
    expect(liveTasks(cluster, 'sum')).toMatchObject([{ stopGraceSeconds: 3 }, { stopGraceSeconds: 3 }]);
    expect(cluster.refusal({ type: 'job.suspend', ...named('sum') }).code).toBe('gone');
    settle(cluster);
    for (const table of ['jobs', 'tasks', 'templates'] as const) expect(cluster.view.count(table)).toBe(0);
  });

  test('[JB13] after the time it is kept for, it goes by itself', () => {
    const cluster = clusterOf(1);
    cluster.accept(aJob('sum', batch(), { keepForSeconds: 60 }));
    settle(cluster);
    succeedAll(cluster, 'sum');
    cluster.advance(59);
    expect(jobOf(cluster, 'sum').state).toBe('succeeded');
    cluster.advance(1);
    expect(cluster.view.count('jobs')).toBe(0);
  });

  test('[JB13] of ended jobs so many are kept, the newest', () => {
    const cluster = new Cluster({ bounds: { endedJobs: 2 } });
    cluster.join(aMachine('n0'));
    for (const name of ['a', 'b', 'c']) {
      cluster.accept(aJob(name, batch()));
      settle(cluster);
      succeedAll(cluster, name);
      cluster.advance(1);
    }
    expect([...cluster.view.all('jobs')].map(({ name }) => name)).toEqual(['b', 'c']);
  });
});

describe('what is asked for', () => {
  test('[JB2] the same again changes nothing; another plan is refused, another parallelism is not', () => {
    const cluster = clusterOf(1);
    const plan = batch({ completions: 5, parallelism: 1 });
    cluster.accept(aJob('sum', plan));
    expect(cluster.accept(aJob('sum', plan)).changed).toBe(false);
    const other = cluster.refusal(aJob('sum', batch({ completions: 6, parallelism: 1 })));
    expect(other).toMatchObject({ code: 'immutable', issues: [{ field: 'batch' }] });
    cluster.accept(aJob('sum', batch({ completions: 5, parallelism: 3 })));
    expect(liveTasks(cluster, 'sum')).toHaveLength(3);
    expect(cluster.refusal({ ...aJob('sum', plan), mode: 'create' }).code).toBe('already_exists');
    expect(cluster.refusal({ ...aJob('new', plan), mode: 'update' }).code).toBe('not_found');
  });

  test('[JB13] a namespace that is deleted takes its jobs along', () => {
    const cluster = clusterOf(1);
    cluster.accept({ ...aJob('sum', batch()), namespace: 'team' });
    settle(cluster);
    cluster.accept({ type: 'namespace.delete', name: 'team' });
    settle(cluster);
    expect(cluster.view.get('namespaces', 'team')).toBe(undefined);
    expect(cluster.view.count('jobs')).toBe(0);
  });
});

describe('where the tasks go', () => {
  const racks = () => {
    const cluster = new Cluster();
    for (const [name, rack] of [
      ['a', '1'],
      ['b', '2'],
    ] as const)
      cluster.join(
        aMachine(name, {
          labels: { rack },
          resources: { cpuMillis: 1_000, memoryBytes: 1, diskBytes: 0, gpus: 0 },
        }),
      );
    return cluster;
  };
  const places = (cluster: Cluster) =>
    tasksOf(cluster, 'sum').map(({ jobIndex, nodeId }) => [
      jobIndex,
      nodeId === null ? '-' : cluster.view.get('nodes', nodeId)!.name,
    ]);
  const locality = { label: 'rack', values: ['2', '1'], waitSeconds: 5 };

  test('[JB14] each index goes to the nodes it would rather be at', () => {
    const cluster = racks();
    cluster.accept(aJob('sum', batch({ completions: 4, locality, template: wants(100) })));
    expect(places(cluster)).toEqual([
      [0, 'b'],
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
    ]);
  });

  test('[JB14] one that finds no room there waits for it, says so, and goes elsewhere when the wait is over', () => {
    const cluster = racks();
    const here = { ...locality, values: ['2'] };
    cluster.accept(aJob('sum', batch({ completions: 2, locality: here, template: wants(700) })));
    expect(places(cluster)).toEqual([
      [0, 'b'],
      [1, '-'],
    ]);
    expect(jobOf(cluster, 'sum').message).toBe(
      '0 of 2 tasks are done. 1 task waits for a place: 0 of 2 nodes can take it: 1 lacks CPU (wants 0.7, most free is 0.3 on b); 1 is not rack=2, where it would rather be and waits for room.',
    );
    cluster.advance(4);
    expect(places(cluster)[1]).toEqual([1, '-']);
    cluster.advance(1);
    expect(places(cluster)[1]).toEqual([1, 'a']);
  });
});
