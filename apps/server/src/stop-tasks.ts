import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from '@gantry/controlplane';
import { type Actor, hasEnded, type NodeRecord, type TaskRecord } from '@gantry/model';
import { rememberStopped } from './stopped-nodes.ts';

const actor: Actor = { name: 'npm stop', via: 'engine' };

/** Long enough for the agents to come back and for tasks with the usual grace period to end. */
const connectWithinMs = 15_000;
const endWithinMs = 60_000;

/**
 * Closes the nodes of these names, so that nothing is started in place of what ends, and stops all tasks on them.
 * Resolves when they are gone or with the names of those that are not.
 */
export async function stopTasks(
  plane: ControlPlane,
  dataDir: string,
  nodeNames: readonly string[],
): Promise<{ stopped: number; left: string[] }> {
  const nodes = nodeNames.flatMap((name) => plane.view.nodeByName(name) ?? []);
  const open = nodes.filter((node) => !node.cordoned);
  const closed = open.map(({ id }) => id);
  rememberStopped(dataDir, { nodes: closed, left: [] });
  for (const { id } of open) await plane.submit({ type: 'node.cordon', node: id }, actor);
  const tasks = nodes.flatMap((node) => liveTasks(plane, node));
  await until(() => nodes.every(({ id }) => plane.isConnected(id)), connectWithinMs);
  for (const { id } of tasks) {
    await plane.submit(
      { type: 'task.kill', task: id, graceSeconds: null, reason: 'Stopped by npm stop' },
      actor,
    );
  }
  const running = () => tasks.filter(({ id }) => isLive(plane.view.get('tasks', id)));
  await until(() => running().length === 0, endWithinMs);
  const left = running().map(({ id, name }) => withReason(name, plane.view.get('tasks', id)));
  rememberStopped(dataDir, { nodes: closed, left });
  return { stopped: tasks.length - left.length, left };
}

function liveTasks(plane: ControlPlane, node: NodeRecord): TaskRecord[] {
  return [...plane.view.tasksOfNode(node.id)].filter(isLive);
}

/** Its agent says what is in the way, such as a container engine that is not there any more. */
const withReason = (name: string, task: TaskRecord | undefined) =>
  task?.message ? `${name} (${task.message})` : name;

const isLive = (task: TaskRecord | undefined) => task !== undefined && !hasEnded(task.state);

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  const deadlineAtMs = Date.now() + withinMs;
  while (!holds() && Date.now() < deadlineAtMs) await sleep(50);
}
