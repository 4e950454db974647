import type { NodeRecord, Unplaced } from '@gantry/model';
import type { Draft } from '../draft.ts';
import type { FoundOfAlike } from '../place/alike.ts';
import { explain } from '../place/explain.ts';
import { assignPorts } from '../place/ports.ts';
import { boundTo } from '../plan/bind-volumes.ts';
import { isGathering } from '../state/gathering.ts';
import type { State } from '../state/state.ts';
import { keepGathered } from './gathered.ts';
import { takeBack } from './take-back.ts';
import { recordUnplaced } from './unplaced.ts';
import type { Waiting } from './waiting.ts';

/**
 * A node for each of the tasks, which start together or not at all. null: there is not room for all; then offers that
 * stand in the way are taken back if that would make it, or else each task says what is missing. In one round room only
 * grows less, so that nodes without room for one gang have none for another that is alike, and are not looked at again.
 */
export function findRoomForAll(
  draft: Draft,
  waiting: Waiting,
  noRoom: FoundOfAlike<() => Unplaced>,
): NodeRecord[] | null {
  const { taskClass, tasks } = waiting;
  const known = noRoom.get(taskClass);
  const isKept = isGathering(draft.state, taskClass.jobId, draft.nowMs);
  if (known !== undefined && !isKept) {
    recordUnplaced(draft, waiting, known);
    return null;
  }
  const trial = draft.state.layer();
  const nodes = tryAll(trial, waiting);
  if (nodes.length === tasks.length) return nodes;
  if (isKept) keepGathered(draft, waiting, nodes);
  const isHeldBack = tryAll(withoutOffers(draft.state), waiting).length === tasks.length;
  if (isHeldBack && takeBack(draft, waiting)) return null;
  let told: Unplaced | null = null;
  const why = () => {
    told ??= explainRest(trial, waiting, { fitting: nodes.length, isKept });
    return told;
  };
  recordUnplaced(draft, waiting, why);
  if (!isHeldBack && !isKept) noRoom.set(taskClass, why);
  return null;
}

/** Places one after the other as far as it goes, in a state that is only tried. */
function tryAll(trial: State, { taskClass, tasks, nodesIn }: Waiting): NodeRecord[] {
  const best = nodesIn(trial);
  const nodes: NodeRecord[] = [];
  for (const task of tasks) {
    const node = best.next();
    if (node === null) break;
    const used = trial.holdingOf(node.id).ports;
    const hostPorts = assignPorts(taskClass.needs.ports, { ranges: node.ports, used })!;
    trial.put('tasks', { ...task, state: 'assigned', nodeId: node.id, hostPorts });
    for (const name of taskClass.needs.volumes) bindIn(trial, { namespace: taskClass.namespace, name }, node);
    nodes.push(node);
  }
  return nodes;
}

/** The first of them to use a volume decides for the others. */
function bindIn(
  trial: State,
  { namespace, name }: { namespace: string; name: string },
  node: NodeRecord,
): void {
  const volume = trial.volume(namespace, name);
  if (volume?.state === 'pending') trial.put('volumes', boundTo(volume, node));
}

function withoutOffers(state: State): State {
  const trial = state.layer();
  for (const nodeId of state.index('outstandingOffersByNode').keys()) {
    for (const { id } of state.find('outstandingOffersByNode', nodeId)) trial.delete('offers', id);
  }
  return trial;
}

/** Why there is no place for one more once those that fit are placed. */
function explainRest(
  trial: State,
  { taskClass, tasks }: Waiting,
  { fitting, isKept }: { fitting: number; isKept: boolean },
): Unplaced {
  const { reasons, message } = explain(trial, taskClass);
  if (fitting === 0) return { reasons, message };
  return {
    reasons,
    message: `There is room for ${fitting} of ${tasks.length}, which start together or not at all${isKept ? ', and it is kept for them' : ''}; for one more: ${message}`,
  };
}
