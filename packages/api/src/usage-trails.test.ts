import type { Change, DeploymentId, TaskId, TaskRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { Tally } from './tally.ts';
import {
  deploymentRecord,
  replicaSetRecord,
  TablePlane,
  taskRecord,
  templateRecord,
} from './testing/index.ts';
import { UsageTrails } from './usage-trails.ts';

const stepMs = 15_000;
const begunMs = 1_000_000 * stepMs;
const mebi = 1024 ** 2;

const put = (task: TaskRecord): Change => ({ table: 'tasks', key: task.id, value: task });
const running = (id: string, nodeId: string) => put(taskRecord(id, { nodeId, state: 'running' }));
const uses = (taskId: string, cpuMillis: number) => ({ taskId, cpuMillis, memoryBytes: mebi });

/** A deployment with two tasks on a node each, before anything is measured. */
function followed() {
  const plane = new TablePlane();
  plane.nowMs = begunMs;
  plane.commit(
    { table: 'deployments', key: 'd1', value: deploymentRecord('d1') },
    { table: 'templates', key: 'h1', value: templateRecord('h1') },
    { table: 'replicaSets', key: 's1', value: replicaSetRecord('s1') },
    running('t1', 'n1'),
    running('t2', 'n2'),
  );
  const trails = new UsageTrails(plane, Tally.of(plane));
  return {
    plane,
    at: (seconds: number) => {
      plane.nowMs = begunMs + seconds * 1_000;
    },
    task: (id: string) => trails.ofTask(id as TaskId)?.cpuMillis,
    trail: () => trails.ofDeployment('d1' as DeploymentId),
  };
}

describe('what was used in the last ten minutes', () => {
  it('is told of a deployment as the sum of its tasks, a figure for each step that is over', () => {
    const { plane, at, trail, task } = followed();
    at(1);
    plane.measure('n1', [uses('t1', 100.4)]);
    at(2);
    plane.measure('n2', [uses('t2', 30)]);
    expect(trail()).toBeNull();
    at(15);
    plane.measure('n1', [uses('t1', 500)]);
    expect(trail()).toEqual({
      ...{ id: 'd1', stepMs, fromAtMs: begunMs, toAtMs: begunMs + stepMs },
      cpuMillis: [130],
      memoryBytes: [2 * mebi],
    });
    at(30);
    expect([trail()?.cpuMillis, task('t1'), task('t2')]).toEqual([
      [130, 500],
      [100, 500],
      [30, null],
    ]);
  });

  it('keeps one measurement of a node in a step, however often it measures', () => {
    const { plane, at, task } = followed();
    plane.measure('n1', []);
    for (const second of [1, 3, 5, 14]) {
      at(second);
      plane.measure('n1', [uses('t1', second)]);
    }
    at(16);
    expect(task('t1')).toEqual([1]);
  });

  it('takes from a node only what runs there, and forgets what has ended or is gone', () => {
    const { plane, at, task, trail } = followed();
    plane.measure('n1', [uses('t1', 10), uses('t2', 20), uses('t9', 40)]);
    at(16);
    expect([task('t1'), task('t2'), task('t9')]).toEqual([[10], undefined, undefined]);
    plane.measure('n1', [uses('t1', 11)]);
    plane.commit(put(taskRecord('t1', { nodeId: 'n1', state: 'failed' })));
    at(31);
    plane.measure('n1', [uses('t1', 12)]);
    at(46);
    expect([task('t1'), trail()?.cpuMillis]).toEqual([undefined, [10, 11, null]]);
    plane.commit({ table: 'deployments', key: 'd1', value: null });
    expect(trail()).toBeNull();
  });
});
