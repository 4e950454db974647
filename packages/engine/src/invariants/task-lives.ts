import { hasEnded, type NodeRecord, stateRank, type TaskRecord } from '@gantry/model';
import type { CommitFacts, View } from './facts.ts';

/** Invariant 6: a task is on one node at most, its state only moves forward, and its end is its end. */
export function checkTaskLives({ before, commit, after }: CommitFacts): string[] {
  return commit.changes.flatMap((change) => {
    if (change.table === 'nodes' && change.value !== null) return checkSilence(change.value, after);
    if (change.table !== 'tasks') return [];
    const known = before.get('tasks', change.key);
    if (change.value === null) return checkRemoval(known);
    const found =
      known === undefined
        ? checkNewTask(change.value, { revision: commit.revision, after })
        : checkMove(known, change.value);
    const { nodeId, templateHash, name } = change.value;
    if (nodeId !== null && !hasEnded(change.value.state) && after.get('nodes', nodeId) === undefined) {
      found.push(`task ${name}: its node is not there`);
    }
    if (after.get('templates', templateHash) === undefined)
      found.push(`task ${name}: its template is not there`);
    return found;
  });
}

/** Only what has ended is let go, in a later step, so that its end was seen. */
function checkRemoval(task: TaskRecord | undefined): string[] {
  if (task === undefined || hasEnded(task.state)) return [];
  return [`task ${task.name}: its record went while it was ${task.state}`];
}

/** Nobody knows what the tasks of a silent node do: they are not ready. */
function checkSilence({ id, name, status }: NodeRecord, after: View): string[] {
  if (status === 'ready') return [];
  const ready = [...after.tasksOfNode(id)].filter((task) => task.ready);
  return ready.map((task) => `task ${task.name}: it is ready on ${name}, which nobody hears of`);
}

/** Whose place a task takes, no other one does. */
function checkSuccessor({ id, name, replaces, replicaSetId }: TaskRecord, after: View): string[] {
  if (replaces === null || replicaSetId === null) return [];
  const others = [...after.tasksOfReplicaSet(replicaSetId)].filter(
    (task) => task.replaces === replaces && task.id !== id,
  );
  return others.map((other) => `task ${name}: it replaces ${replaces}, as ${other.name} does`);
}

/** Ids carry the revision of the commit that made them, so that none is ever used again. */
function checkNewTask(task: TaskRecord, { revision, after }: { revision: number; after: View }): string[] {
  const { id, name } = task;
  const isOfRevision = id.startsWith(`t${revision.toString(36)}-`);
  const found = isOfRevision ? [] : [`task ${name}: its id ${id} is not of revision ${revision}`];
  return [...found, ...checkSuccessor(task, after)];
}

function checkMove(from: TaskRecord, to: TaskRecord): string[] {
  const found: string[] = [];
  if (from.nodeId !== null && from.nodeId !== to.nodeId)
    found.push(`task ${to.name}: it moved to another node`);
  if (stateRank(to.state) < stateRank(from.state))
    found.push(`task ${to.name}: from ${from.state} back to ${to.state}`);
  if (hasEnded(from.state) && from.state !== to.state) found.push(`task ${to.name}: its end changed`);
  if (from.desired === 'stopped' && to.desired === 'running')
    found.push(`task ${to.name}: it is wanted again`);
  if (from.templateHash !== to.templateHash) found.push(`task ${to.name}: its template changed`);
  return found;
}
