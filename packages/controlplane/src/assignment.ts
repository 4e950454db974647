import type { View } from '@gantry/engine';
import {
  type Assignment,
  hasEnded,
  type NodeId,
  type TaskId,
  type TaskRecord,
  type Template,
  type TemplateHash,
} from '@gantry/model';
import { resolveConfiguration } from './configuration.ts';
import { resolveEnvironment } from './environment.ts';
import type { Vault } from './vault.ts';

/** What a node is told of a task. One that has ended is kept, stopped, for its logs until its record goes. */
export function assignmentOf(
  task: TaskRecord,
  template: Template,
  { view, vault }: { view: View; vault: Vault },
): Assignment {
  const { environment, ...given } = resolveConfiguration(task, template, { view, vault });
  return {
    taskId: task.id,
    name: task.name,
    namespace: task.namespace,
    owner: ownerOf(task, view),
    revision: task.revision,
    desired: hasEnded(task.state) ? 'stopped' : task.desired,
    notBeforeAtMs: task.notBeforeAtMs,
    stopGraceSeconds: task.stopGraceSeconds,
    templateHash: task.templateHash,
    hostPorts: task.hostPorts,
    environment: { ...resolveEnvironment(task, template, view), ...environment },
    countErrorLines: countsErrorLines(task, view),
    ...given,
    ...executorParts(task),
  };
}

/** What only executors of frameworks' own, and the tasks that they carry, have. */
function executorParts(task: TaskRecord): Pick<Assignment, 'executor' | 'carried'> {
  const { executor, carrier, frameworkId, frameworkData, acknowledged = null } = task;
  return {
    ...(executor === undefined ? {} : { executor: { id: executor, frameworkId, frameworkData } }),
    ...(carrier === undefined ? {} : { carried: { carrier, frameworkData, acknowledged } }),
  };
}

function ownerOf(task: TaskRecord, view: View): string {
  const deployment = task.deploymentId === null ? undefined : view.get('deployments', task.deploymentId);
  const job = task.jobId === null ? undefined : view.get('jobs', task.jobId);
  return deployment?.name ?? job?.name ?? view.get('frameworks', task.frameworkId)?.name ?? '';
}

function countsErrorLines({ deploymentId }: TaskRecord, view: View): boolean {
  const deployment = deploymentId === null ? undefined : view.get('deployments', deploymentId);
  return (deployment?.spec.healthGates?.maxErrorLines ?? null) !== null;
}

export interface AssignmentFrame {
  assignments: Assignment[];
  forget: TaskId[];
  templates: Record<TemplateHash, Template>;
}

/**
 * What one agent has been told, and so what is news to it. Level-based: it is asked about tasks that may have changed,
 * looks at how they are now, and leaves out what the agent knows already (its own reports change the records too).
 */
export class AssignmentFeed {
  /** The parts of an assignment that can change, by task. */
  readonly #told = new Map<TaskId, { wish: string; templateHash: TemplateHash }>();
  /** How many told tasks use a template: the agent may drop one that none does. */
  readonly #templateUses = new Map<TemplateHash, number>();

  readonly #nodeId: NodeId;
  readonly #vault: Vault;

  constructor(nodeId: NodeId, vault: Vault) {
    this.#nodeId = nodeId;
    this.#vault = vault;
  }

  /**
   * What the agent has to hear about these tasks; empty when it knows it all.
   * @param isHeld whether that a task is to stop is not for its agent yet
   */
  frame(view: View, tasks: Iterable<TaskId>, isHeld: (task: TaskRecord) => boolean = never): AssignmentFrame {
    const frame: AssignmentFrame = { assignments: [], forget: [], templates: {} };
    for (const taskId of tasks) {
      const task = view.get('tasks', taskId);
      if (task?.nodeId !== this.#nodeId) this.#forget(taskId, frame);
      else this.#assign(isHeld(task) ? asIfRunning(task) : task, view, frame);
    }
    return frame;
  }

  #assign(task: TaskRecord, view: View, frame: AssignmentFrame): void {
    const wish = wishOf(task);
    const told = this.#told.get(task.id);
    if (told?.wish === wish) return;
    const { template } = view.get('templates', task.templateHash)!;
    if (told === undefined) {
      const uses = this.#templateUses.get(task.templateHash) ?? 0;
      if (uses === 0) frame.templates[task.templateHash] = template;
      this.#templateUses.set(task.templateHash, uses + 1);
    }
    this.#told.set(task.id, { wish, templateHash: task.templateHash });
    frame.assignments.push(assignmentOf(task, template, { view, vault: this.#vault }));
  }

  #forget(taskId: TaskId, frame: AssignmentFrame): void {
    const told = this.#told.get(taskId);
    if (told === undefined) return;
    this.#told.delete(taskId);
    const uses = this.#templateUses.get(told.templateHash)! - 1;
    if (uses > 0) this.#templateUses.set(told.templateHash, uses);
    else this.#templateUses.delete(told.templateHash);
    frame.forget.push(taskId);
  }
}

const never = () => false;

const asIfRunning = (task: TaskRecord): TaskRecord => ({
  ...task,
  desired: 'running',
  stopGraceSeconds: null,
});

const wishOf = ({ state, desired, notBeforeAtMs, stopGraceSeconds, acknowledged = '' }: TaskRecord) =>
  `${hasEnded(state) ? 'stopped' : desired} ${notBeforeAtMs} ${stopGraceSeconds} ${acknowledged}`;
