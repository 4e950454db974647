import type { View } from '@gantry/engine';
import {
  allContainers,
  type Container,
  type DeploymentRecord,
  resourceFieldValue,
  type TaskRecord,
  type Template,
} from '@gantry/model';
import { jobVariables } from './job-environment.ts';
import { isMarathonApp, marathonVariables } from './marathon-environment.ts';
import { serviceVariables } from './service-environment.ts';

/**
 * What a task's containers are told that their template does not hold. Literal values travel with the template; values
 * that only the control plane knows go here, by the variable's name, by `container/NAME` for one container, or by
 * `*:NAME` for all of them whatever the template says.
 */
export function resolveEnvironment(task: TaskRecord, template: Template, view: View): Record<string, string> {
  return {
    // First: no service's name may hide what the task is told of itself.
    ...serviceVariables(task, view),
    ...identityOf(task, view),
    ...(knowsHostPorts(task, template, view) ? portsOf(task, template) : {}),
    ...marathonVariables(task, template, view),
    ...jobVariables(task, view),
    ...fieldsOf(task, template, view),
    ...resourceFieldsOf(task, template, view),
  };
}

function identityOf(task: TaskRecord, view: View): Record<string, string> {
  const deployment = deploymentOf(task, view);
  return {
    GANTRY_TASK_ID: task.id,
    GANTRY_TASK_NAME: task.name,
    GANTRY_NODE_NAME: nodeOf(task, view)?.name ?? '',
    GANTRY_NAMESPACE: task.namespace,
    ...(deployment ? { GANTRY_DEPLOYMENT: deployment.name, GANTRY_REVISION: String(task.revision) } : {}),
    HOSTNAME: task.name,
    // Marathon's word for where a task runs, for programs that were written for it.
    HOST: nodeOf(task, view)?.address ?? '',
  };
}

const deploymentOf = (task: TaskRecord, view: View): DeploymentRecord | undefined =>
  task.deploymentId === null ? undefined : view.get('deployments', task.deploymentId);

const nodeOf = (task: TaskRecord, view: View) =>
  task.nodeId === null ? undefined : view.get('nodes', task.nodeId);

/**
 * What listens on the node's own ports must know them. A container with a network of its own has its own ports, and a
 * `PORT` that means another one would mislead it; a Marathon app expects to be told all the same.
 */
function knowsHostPorts(task: TaskRecord, template: Template, view: View): boolean {
  return template.runtime === 'process' || template.hostNetwork || isMarathonApp(task, view);
}

/** As Marathon names them: PORT0 and on in order, PORTS together, PORT_<NAME>; PORT is each container's own first. */
function portsOf(task: TaskRecord, template: Template): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, hostPort] of task.hostPorts.entries()) values[`PORT${index}`] = String(hostPort);
  if (task.hostPorts.length > 0) values.PORTS = task.hostPorts.join(',');
  let taken = 0;
  for (const container of template.containers) {
    for (const port of container.ports.filter(({ hostPort }) => hostPort !== null)) {
      const hostPort = String(task.hostPorts[taken++] ?? '');
      values[`${container.name}/PORT`] ??= hostPort;
      if (port.name !== null) values[`PORT_${variableName(port.name)}`] ??= hostPort;
    }
  }
  return values;
}

const variableName = (name: string) => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

/** Kubernetes's downward API. An unknown path is refused when the template is parsed; here it gives no variable. */
function fieldsOf(task: TaskRecord, template: Template, view: View): Record<string, string> {
  const values: Record<string, string> = {};
  for (const container of allContainers(template)) {
    for (const [name, path] of fieldVariables(container)) {
      const value = fieldValue(path, task, template, view);
      if (value !== null) values[`${container.name}/${name}`] = value;
    }
  }
  return values;
}

/** What a container may use, as programs that size themselves by it want to know; of a node that is not known, nothing. */
function resourceFieldsOf(task: TaskRecord, template: Template, view: View): Record<string, string> {
  const node = nodeOf(task, view);
  if (node === undefined) return {};
  const values: Record<string, string> = {};
  for (const container of allContainers(template)) {
    for (const { name, value } of container.env) {
      if (value.type !== 'resource') continue;
      const meant = value.container ?? container.name;
      const of = allContainers(template).find((one) => one.name === meant) ?? container;
      values[`${container.name}/${name}`] = resourceFieldValue(of, value, node.resources);
    }
  }
  return values;
}

const fieldVariables = ({ env }: Container): [name: string, path: string][] =>
  env.flatMap(({ name, value }) => (value.type === 'field' ? [[name, value.path]] : []));

function fieldValue(path: string, task: TaskRecord, template: Template, view: View): string | null {
  const [, kind, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (kind === 'labels') return { ...template.labels, ...task.labels }[key!] ?? '';
  if (kind === 'annotations') return { ...template.annotations, ...task.annotations }[key!] ?? '';
  const hostAddress = nodeOf(task, view)?.address ?? '';
  const fields: Record<string, string> = {
    'metadata.name': task.name,
    'metadata.namespace': task.namespace,
    'metadata.uid': task.id,
    'spec.nodeName': nodeOf(task, view)?.name ?? '',
    'spec.serviceAccountName': 'default',
    'status.hostIP': hostAddress,
    'status.hostIPs': hostAddress,
    // A container with a network of its own gets its address only when it starts, too late for a variable.
    ...(template.runtime === 'process' || template.hostNetwork
      ? { 'status.podIP': hostAddress, 'status.podIPs': hostAddress }
      : {}),
  };
  return fields[path] ?? null;
}
