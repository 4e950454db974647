import type { Backoff } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { aMachine, anApply } from '../testing/builders.ts';
import { Cluster, failed, wishFulfilled } from '../testing/cluster.ts';
import { backoffDelayMs, failuresInARow } from './back-off.ts';

const crashLoop: Backoff = { firstAtOnce: true, initialSeconds: 10, factor: 2, maxSeconds: 300 };
const marathon: Backoff = { firstAtOnce: false, initialSeconds: 10, factor: 2, maxSeconds: 3600 };

const delays = (backoff: Backoff, count: number) =>
  Array.from({ length: count }, (_, index) => backoffDelayMs(backoff, index + 1) / 1000);

describe('[RS1] how long a replacement waits', () => {
  it('[K-G3] the crash loop: at once, then 10 s doubling up to 300 s', () => {
    expect(delays(crashLoop, 9)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('[M-C.8] back-off 10 s, factor 2: 10 s, then 20 s', () => {
    expect(delays(marathon, 3)).toEqual([10, 20, 40]);
  });

  it('a first task waits for nothing', () => {
    expect(backoffDelayMs(crashLoop, 0)).toBe(0);
    expect(backoffDelayMs(marathon, 0)).toBe(0);
  });
});

describe('[RS2] failures in a row', () => {
  it('[K-G3] rise, and start again after a run of more than twice the longest wait', () => {
    expect(failuresInARow(crashLoop, 3, 600_000)).toBe(4);
    expect(failuresInARow(crashLoop, 3, 600_001)).toBe(1);
    expect(failuresInARow(crashLoop, 0, 0)).toBe(1);
  });
});

describe('[RS3] what counts as a failure', () => {
  function startOne(): Cluster {
    const cluster = new Cluster();
    cluster.join(aMachine('a'));
    cluster.accept(anApply('web', { spec: { replicas: 1 } }));
    cluster.settle();
    return cluster;
  }

  /** The one task ends as its agent says; what takes its place is looked at. */
  function endAs(cluster: Cluster, state: 'failed' | 'succeeded') {
    const [task] = cluster.liveTasks('web');
    cluster.report(task!.nodeId!, { ...failed(task!, cluster.nowMs), state });
    const [next] = cluster.liveTasks('web');
    return next!;
  }

  it('[M-C.8] an end by itself, also with exit code 0', () => {
    const cluster = startOne();
    expect(endAs(cluster, 'failed')).toMatchObject({ failuresInARow: 1, notBeforeAtMs: null });
    expect(endAs(cluster, 'succeeded')).toMatchObject({
      failuresInARow: 2,
      notBeforeAtMs: cluster.nowMs + 10_000,
    });
  });

  it('[M-C.8] not a kill', () => {
    const cluster = startOne();
    endAs(cluster, 'failed');
    cluster.settle();
    const [task] = cluster.liveTasks('web');
    cluster.accept({ type: 'task.kill', task: task!.id, graceSeconds: null, reason: 'test' });
    cluster.report(task!.nodeId!, wishFulfilled(cluster.task(task!.id), cluster.nowMs));
    expect(cluster.liveTasks('web')).toMatchObject([{ failuresInARow: 0, notBeforeAtMs: null }]);
  });

  it('[M-C.8] a new template starts without it', () => {
    const cluster = startOne();
    endAs(cluster, 'failed');
    endAs(cluster, 'failed');
    const named = { namespace: 'default', name: 'web', planHash: null } as const;
    cluster.accept({ type: 'deployment.setImage', ...named, container: null, image: 'web:2', cause: null });
    const added = cluster.liveTasks('web').filter(({ revision }) => revision === 2);
    expect(added).toMatchObject([{ failuresInARow: 0, notBeforeAtMs: null }]);
  });
});
