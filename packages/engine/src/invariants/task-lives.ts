import { hasEnded, stateRank, type TaskRecord } from '@gantry/model';
import type { CommitFacts } from './facts.ts';

/** Invariant 6: a task is on one node at most, its state only moves forward, and its end is its end. */
export function checkTaskLives({ before, commit, after }: CommitFacts): string[] {
  return commit.changes.flatMap((change) => {
    if (change.table !== 'tasks' || change.value === null) return [];
    const known = before.get('tasks', change.key);
    const found =
      known === undefined ? checkNewTask(change.value, commit.revision) : checkMove(known, change.value);
    const { nodeId, templateHash, name } = change.value;
    if (nodeId !== null && !hasEnded(change.value.state) && after.get('nodes', nodeId) === undefined) {
      found.push(`task ${name}: its node is not there`);
    }
    if (after.get('templates', templateHash) === undefined)
      found.push(`task ${name}: its template is not there`);
    return found;
  });
}

/** Ids carry the revision of the commit that made them, so that none is ever used again. */
function checkNewTask({ id, name }: TaskRecord, revision: number): string[] {
  return id.startsWith(`t${revision.toString(36)}-`)
    ? []
    : [`task ${name}: its id ${id} is not of revision ${revision}`];
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
