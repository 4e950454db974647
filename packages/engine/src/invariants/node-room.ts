import {
  addResources,
  fitsIn,
  hasEnded,
  type NodeId,
  noResources,
  type Resources,
  resourceKinds,
  type TaskRecord,
} from '@gantry/model';
import { reservedVolumesOn } from '../state/reserved-volumes.ts';
import { needsOf } from '../state/template-needs.ts';
import type { CommitFacts, View } from './facts.ts';

/** Invariant 2: no placement takes more of a node than it has, nor a host port twice or out of range. */
export function checkNodeRoom({ commit, before, after }: CommitFacts): string[] {
  const touched = new Set<NodeId>();
  const placedOn = new Set<NodeId>();
  for (const change of commit.changes) {
    if (change.table !== 'tasks') continue;
    const was = before.get('tasks', change.key)?.nodeId ?? null;
    const is = change.value?.nodeId ?? null;
    for (const nodeId of [was, is]) if (nodeId !== null) touched.add(nodeId);
    if (is !== null && was === null) placedOn.add(is);
  }
  return [...touched].flatMap((nodeId) => [
    ...checkSums(nodeId, after),
    ...(placedOn.has(nodeId) ? checkPlacements(nodeId, after) : []),
  ]);
}

/** Those that run on the node for all anybody knows. */
function holders(nodeId: NodeId, view: View): TaskRecord[] {
  const mayRun = ({ state, finishedAtMs }: TaskRecord) =>
    !hasEnded(state) || (state === 'lost' && finishedAtMs === null);
  return [...view.tasksOfNode(nodeId)].filter(mayRun);
}

function recounted(nodeId: NodeId, view: View): Resources {
  const volumes = reservedVolumesOn(view, nodeId).reduce((sum, { capacityBytes }) => sum + capacityBytes, 0);
  return holders(nodeId, view).reduce(
    (sum, task) => addResources(sum, needsOf(view.get('templates', task.templateHash)!.template).resources),
    { ...noResources, diskBytes: volumes },
  );
}

/** The sum that is kept up is the sum. */
function checkSums(nodeId: NodeId, view: View): string[] {
  if (view.get('nodes', nodeId) === undefined) return [];
  const [kept, counted] = [view.allocatedOf(nodeId), recounted(nodeId, view)];
  const offered = [...view.all('offers')].filter(
    (offer) => offer.state === 'outstanding' && offer.nodeId === nodeId,
  );
  const all = offered.reduce((sum, { resources }) => addResources(sum, resources), counted);
  const isSame = resourceKinds.every((kind) => kept[kind] === all[kind]);
  return isSame
    ? []
    : [`node ${nodeId}: allocated is kept as ${JSON.stringify(kept)} but is ${JSON.stringify(all)}`];
}

function checkPlacements(nodeId: NodeId, view: View): string[] {
  const node = view.get('nodes', nodeId);
  if (node === undefined) return [`node ${nodeId}: a task was placed on a node that is not there`];
  const found: string[] = [];
  const taken = view.allocatedOf(nodeId);
  if (!fitsIn(taken, node.resources)) {
    found.push(
      `node ${node.name}: its tasks take ${JSON.stringify(taken)} of ${JSON.stringify(node.resources)}`,
    );
  }
  const ports = holders(nodeId, view).flatMap(({ hostPorts }) => hostPorts);
  if (new Set(ports).size < ports.length)
    found.push(`node ${node.name}: a host port is taken twice (${ports.join(', ')})`);
  return found;
}
