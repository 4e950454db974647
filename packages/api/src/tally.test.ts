import type { Change, NodeId, TaskRecord } from '@gantry/model';
import { taskVerdict } from '@gantry/model/task-verdict';
import { describe, expect, it } from 'vitest';
import { type NodeLoad, Tally } from './tally.ts';
import { TablePlane, taskRecord, templateRecord } from './testing/index.ts';

const put = (task: TaskRecord): Change => ({ table: 'tasks', key: task.id, value: task });

/** A task on its node in one state, with the count that it belongs to; none: it is in trouble. */
const kinds: Record<string, [Partial<TaskRecord>, keyof NodeLoad | null]> = {
  'is ready': [{ state: 'running', ready: true, readyAtMs: 5 }, 'ready'],
  'runs and was not ready yet': [{ state: 'running', ready: false, readyAtMs: null }, 'starting'],
  'pulls its image': [{ state: 'preparing', reason: 'Preparing' }, 'starting'],
  'waits to be tried again': [{ state: 'preparing', reason: 'BackOff' }, 'starting'],
  'has failed its checks ever since it runs': [
    { state: 'running', ready: false, readyAtMs: null, probeFailures: 3 },
    null,
  ],
  'is ready no more': [{ state: 'running', ready: false, readyAtMs: 5 }, null],
  'has an image that cannot be pulled': [{ state: 'preparing', reason: 'ImagePullBackOff' }, null],
  'cannot be started': [{ state: 'starting', reason: 'StartFailed' }, null],
  'is to stop though its image cannot be pulled': [
    { state: 'preparing', reason: 'ImagePullBackOff', desired: 'stopped' },
    'stopping',
  ],
  'was on a node that is lost': [{ state: 'lost' }, 'lost'],
};

function followed() {
  const plane = new TablePlane();
  plane.commit({ table: 'templates', key: 'h1', value: templateRecord('h1') });
  return { plane, tally: Tally.of(plane) };
}

const tones = { ready: 'running', starting: 'progress', stopping: 'draining', lost: 'unknown' } as const;

describe('what a node carries', () => {
  it.each(Object.entries(kinds))(
    'counts a task that %s as the map of single containers tells it',
    (_, kind) => {
      const [how, count] = kind;
      const { plane, tally } = followed();
      const task = taskRecord('t1', { nodeId: 'n1', ...how });
      plane.commit(put(task));
      const load = tally.loadOf('n1' as NodeId);
      const { ready, starting, stopping, lost } = load;
      const expected = { ready: 0, starting: 0, stopping: 0, lost: 0, ...(count && { [count]: 1 }) };
      expect({ ready, starting, stopping, lost }).toEqual(expected);
      expect(load.tasks).toBe(count === 'lost' ? 0 : 1);
      expect(taskVerdict(task).tone).toBe(count === null ? 'degraded' : tones[count as keyof typeof tones]);
    },
  );

  it('takes from a count what it gave, when the task becomes another', () => {
    const { plane, tally } = followed();
    for (const [how] of Object.values(kinds)) plane.commit(put(taskRecord('t1', { nodeId: 'n1', ...how })));
    plane.commit({ table: 'tasks', key: 't1', value: null });
    const none = { tasks: 0, ready: 0, starting: 0, stopping: 0, lost: 0, meanCreatedAtMs: null };
    expect(tally.loadOf('n1' as NodeId)).toMatchObject(none);
  });
});
