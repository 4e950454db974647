import { replica } from '../../live/cluster.ts';
import { mayActNow } from '../../live/hooks.ts';
import { openInDock } from '../../shared/dock.ts';
import { deploymentNameOf, type Subject } from '../../shared/subject.ts';

/** Opens the output of a container, or of all replicas of a deployment, in the dock. */
export function openLogsOf({ kind, id }: Subject): void {
  if (kind === 'container') {
    openInDock({ kind: 'logs', task: id, name: replica.tables.tasks.get(id)?.name ?? id });
  }
  if (kind === 'deployment') {
    const { namespace, name } = deploymentNameOf(id);
    openInDock({ kind: 'logs', namespace, deployment: name });
  }
}

/** Opens a terminal in the first container of a task that runs, where that would not be refused. */
export function openTerminalIn({ kind, id }: Subject): void {
  const task = kind === 'container' ? replica.tables.tasks.get(id) : undefined;
  if (task?.state !== 'running' || !mayActNow([task.namespace])) return;
  const container = task.containers[0]?.name ?? '';
  openInDock({ kind: 'terminal', task: id, name: task.name, container, session: null });
}
