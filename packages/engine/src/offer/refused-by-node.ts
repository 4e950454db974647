import type { NodeId } from '@gantry/model';
import { placesOf } from '../place/best-nodes.ts';
import { phraseOfOne, refusalBy } from '../place/explain.ts';
import { missingFor } from '../place/missing.ts';
import type { NodeRefusal } from '../port.ts';
import { byCreation } from '../state/record-key.ts';
import type { State } from '../state/state.ts';
import { classOfWaiting } from './why-not.ts';

/**
 * What a node says to everything that waits and that it cannot take, by the filters that place it (rule PL13). Tasks of
 * one owner that wait together are one line. Empty: nothing waits that it refuses.
 */
export function refusedByNode(
  state: State,
  { nodeId, nowMs }: { nodeId: NodeId; nowMs: number },
): NodeRefusal[] {
  const found = [...state.index('waitingTasks').keys()].flatMap((key) =>
    refusalOf(state, { nodeId, nowMs, key }),
  );
  return found.sort((a, b) => a.sinceMs - b.sinceMs || byCreation(a.taskId, b.taskId));
}

function refusalOf(
  state: State,
  { nodeId, nowMs, key }: { nodeId: NodeId; nowMs: number; key: string },
): NodeRefusal[] {
  const node = state.get('nodes', nodeId);
  const waiting = state.find('waitingTasks', key);
  const [oldest] = waiting.toSorted((a, b) => byCreation(a.id, b.id));
  const taskClass = oldest === undefined ? null : classOfWaiting(state, oldest, nowMs);
  // What names something that is not there is no node's to refuse.
  if (node === undefined || oldest === undefined || taskClass === null) return [];
  if (missingFor(state, taskClass) !== null) return [];
  const refusal = refusalBy(state, node, { taskClass, places: placesOf(state, taskClass) });
  if (refusal === null) return [];
  return [
    {
      ...{ taskId: oldest.id, task: oldest.name, tasks: waiting.length, sinceMs: oldest.createdAtMs },
      ...{ code: refusal.code, message: phraseOfOne(refusal, taskClass) },
    },
  ];
}
