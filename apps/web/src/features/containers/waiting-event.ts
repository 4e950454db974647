import type { EventRecord, TaskRecord } from '@gantry/model';

/**
 * What happened to a container, and while no node takes it, why: that is kept on the container itself, whose reasons change
 * with every node, and shown as the event that people look for (kubectl is shown the same).
 */
export function withWaiting(
  events: readonly EventRecord[],
  task: TaskRecord | undefined,
): readonly EventRecord[] {
  const waiting = task === undefined ? null : waitingEvent(task);
  return waiting === null ? events : [waiting, ...events];
}

/** It has been so since the container was made, as far as anybody knows. */
function waitingEvent({ id, name, namespace, state, unplaced, createdAtMs }: TaskRecord): EventRecord | null {
  if (state !== 'pending' || unplaced === null) return null;
  return {
    id: `unplaced-${id}` as EventRecord['id'],
    ...{ type: 'Warning', reason: 'FailedScheduling', message: unplaced.message },
    ...{ objectKind: 'task', objectId: id, objectName: name, namespace },
    ...{ actor: 'engine', count: 1, firstAtMs: createdAtMs, lastAtMs: createdAtMs },
  };
}
