import type { View } from '@gantry/engine';
import { noResources, type Resources, requestsOf, type TaskRecord } from '@gantry/model';
import { defined } from '../marathon/plain-data.ts';
import { executorIdOf, frameworkDataOf } from '../scheduler/framework-data.ts';
import { type MesosState, mesosStateOf, statusOf } from '../scheduler/task-status.ts';
import { resourceList, scalarsOf } from '../wire/resources.ts';

/** Tasks as Mesos's master shows them: those of frameworks from outside under their own ids, all others under ours. */

const everyCapability = { capabilities: ['PARTITION_AWARE', 'TASK_KILLING_STATE'] };

export const shownState = (task: TaskRecord): MesosState => mesosStateOf(task, everyCapability);

const isOurs = ({ frameworkData }: TaskRecord) => frameworkData === '';

const idOf = (task: TaskRecord) => (isOurs(task) ? task.id : frameworkDataOf(task).info.task_id.value);
const nameOf = (task: TaskRecord) => (isOurs(task) ? task.name : frameworkDataOf(task).info.name);

/** What the task takes on its node. */
export function resourcesOf(view: View, { templateHash }: TaskRecord): Resources {
  const template = view.get('templates', templateHash)?.template;
  return template === undefined ? noResources : requestsOf(template);
}

const portsOf = ({ hostPorts }: TaskRecord) => hostPorts.map((port) => ({ begin: port, end: port }));

/** A Task message of the operator API. */
export function taskMessage(view: View, task: TaskRecord) {
  return defined({
    name: nameOf(task),
    task_id: { value: idOf(task) },
    framework_id: { value: task.frameworkId },
    executor_id: task.carrier === undefined ? undefined : { value: executorIdOf(task) },
    agent_id: task.nodeId === null ? undefined : { value: task.nodeId },
    state: shownState(task),
    resources: resourceList(resourcesOf(view, task), portsOf(task), { allocation_info: { role: task.role } }),
    statuses: statusesOf(view, task),
    labels: labelsOf(task),
    container: isOurs(task) ? undefined : frameworkDataOf(task).info.container,
  });
}

/** As the old state endpoints show it. */
export function oldTask(view: View, task: TaskRecord) {
  const ports = portsOf(task);
  return defined({
    id: idOf(task),
    name: nameOf(task),
    framework_id: task.frameworkId,
    executor_id: task.carrier === undefined ? '' : executorIdOf(task),
    slave_id: task.nodeId ?? '',
    state: shownState(task),
    resources: oldResources(resourcesOf(view, task), ports),
    role: task.role,
    statuses: statusesOf(view, task).map(({ state, timestamp, healthy, container_status }) =>
      defined({ state, timestamp, healthy, container_status }),
    ),
    labels: labelsOf(task)?.labels,
    container: isOurs(task) ? undefined : frameworkDataOf(task).info.container,
  });
}

function labelsOf(task: TaskRecord) {
  if (!isOurs(task)) return frameworkDataOf(task).info.labels;
  const labels = Object.entries(task.labels).map(([key, value]) => ({ key, value }));
  return labels.length === 0 ? undefined : { labels };
}

function statusesOf(view: View, task: TaskRecord) {
  const framework = view.get('frameworks', task.frameworkId);
  if (shownState(task) === 'TASK_STAGING' || framework === undefined) return [];
  if (!isOurs(task)) return [statusOf(view, task, framework)];
  const timestamp = (task.finishedAtMs ?? task.startedAtMs ?? task.createdAtMs) / 1000;
  const status = { task_id: { value: task.id }, state: shownState(task), timestamp };
  return [{ ...status, healthy: task.ready, container_status: undefined }];
}

/** Amounts by name, and ports as a text, as the old endpoints have them. */
export function oldResources(resources: Resources, ports: readonly { begin: number; end: number }[]) {
  const scalars = scalarsOf(resources);
  return ports.length === 0
    ? scalars
    : { ...scalars, ports: `[${ports.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]` };
}
