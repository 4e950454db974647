import type { View } from '@gantry/engine';
import { requestsOf, type TaskRecord, type Template } from '@gantry/model';

/** On a deployment that was put as a Marathon app: its whole id. */
export const marathonIdAnnotation = 'gantry.local/marathon-id';

const mebibyte = 1024 ** 2;

function appIdOf({ deploymentId }: TaskRecord, view: View): string | null {
  const deployment = deploymentId === null ? undefined : view.get('deployments', deploymentId);
  return deployment?.annotations[marathonIdAnnotation] ?? null;
}

export const isMarathonApp = (task: TaskRecord, view: View): boolean => appIdOf(task, view) !== null;

/** What Marathon tells the tasks of an app, for programs that were written for it. Nothing to those of other deployments. */
export function marathonVariables(task: TaskRecord, template: Template, view: View): Record<string, string> {
  const id = appIdOf(task, view);
  if (id === null) return {};
  const [main] = template.containers;
  return {
    MESOS_TASK_ID: task.id,
    MARATHON_APP_ID: id,
    ...versionOf(task, view),
    ...(template.runtime === 'docker' && main ? { MARATHON_APP_DOCKER_IMAGE: main.image } : {}),
    ...resourcesOf(template),
    ...labelsOf(template),
    ...numberedPorts(task, template),
  };
}

function versionOf({ deploymentId, revision }: TaskRecord, view: View): Record<string, string> {
  const made = view.revisionsOf(deploymentId!).find(({ number }) => number === revision);
  return made === undefined ? {} : { MARATHON_APP_VERSION: new Date(made.createdAtMs).toISOString() };
}

function resourcesOf(template: Template): Record<string, string> {
  const all = requestsOf(template);
  return {
    MARATHON_APP_RESOURCE_CPUS: String(all.cpuMillis / 1000),
    MARATHON_APP_RESOURCE_MEM: String(all.memoryBytes / mebibyte),
    MARATHON_APP_RESOURCE_DISK: String(all.diskBytes / mebibyte),
    MARATHON_APP_RESOURCE_GPUS: String(all.gpus),
  };
}

/** Only labels whose names can be a part of a variable's. */
function labelsOf({ labels }: Template): Record<string, string> {
  const named = Object.entries(labels).filter(([key]) => /^[A-Za-z0-9_]+$/.test(key));
  const values = named.map(([key, value]) => [`MARATHON_APP_LABEL_${key.toUpperCase()}`, value]);
  const names = named.map(([key]) => key.toUpperCase()).join(' ');
  return { MARATHON_APP_LABELS: names, ...Object.fromEntries(values) };
}

/** `PORT_8080`: the host port of the container's port 8080. */
function numberedPorts({ hostPorts }: TaskRecord, { containers }: Template): Record<string, string> {
  const published = containers.flatMap(({ ports }) => ports).filter(({ hostPort }) => hostPort !== null);
  const numbered = published.flatMap(({ containerPort }, index) =>
    containerPort === 0 ? [] : [[`PORT_${containerPort}`, String(hostPorts[index] ?? '')]],
  );
  return Object.fromEntries(numbered);
}
