import type { Assignment, Container, EnvValue, Template } from '@gantry/model';
import type { PlacedPort } from './published-ports.ts';
import { expandVariables } from './variables.ts';

/** The node as its tasks may know it. */
export interface NodeNames {
  name: string;
  address: string;
}

export interface EnvironmentSource {
  assignment: Assignment;
  template: Template;
  container: Container;
  ports: readonly PlacedPort[];
  node: NodeNames;
}

/**
 * One container's environment: the ports it was given, then what the control plane sent, then what the template says.
 * The control plane's values go by the variable's name, or by `container/NAME` where it means one container only. A
 * plain name reaches no container but those that declare it, if any does: secrets are not for the neighbours.
 */
export function containerEnvironment(source: EnvironmentSource): Record<string, string> {
  const values: Record<string, string> = { ...portVariables(source), ...sentVariables(source) };
  for (const { name, value } of source.container.env) {
    const text = ownValue(value, source) ?? values[name];
    if (text !== undefined) values[name] = expandVariables(text, values);
  }
  return values;
}

/** A process has no network of its own, so it must be told on which ports of the node it may listen. */
function portVariables({ template, ports }: EnvironmentSource): Record<string, string> {
  const given = template.runtime === 'process' ? ports.filter(({ hostPort }) => hostPort !== null) : [];
  const values: Record<string, string> = {};
  for (const { port, hostPort } of given) {
    values.PORT ??= String(hostPort);
    if (port.name !== null)
      values[`PORT_${port.name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`] = String(hostPort);
  }
  return values;
}

function sentVariables({ assignment, template, container }: EnvironmentSource): Record<string, string> {
  const mine = `${container.name}/`;
  const own = new Set(container.env.map(({ name }) => name));
  const foreign = new Set(template.containers.flatMap(({ env }) => env.map(({ name }) => name)));
  const values: Record<string, string> = {};
  const entries = Object.entries(assignment.environment);
  for (const [key, value] of entries) {
    if (!key.includes('/') && (own.has(key) || !foreign.has(key))) values[key] = value;
  }
  for (const [key, value] of entries) if (key.startsWith(mine)) values[key.slice(mine.length)] = value;
  return values;
}

/** null: what the control plane sent under this name holds. */
function ownValue(value: EnvValue, source: EnvironmentSource): string | null {
  if (value.type === 'literal') return value.value;
  return value.type === 'field' ? fieldValue(value.path, source) : null;
}

function fieldValue(path: string, { assignment, template, node }: EnvironmentSource): string | null {
  const fields: Record<string, string> = {
    'metadata.name': assignment.name,
    'metadata.namespace': assignment.namespace,
    'metadata.uid': assignment.taskId,
    'spec.nodeName': node.name,
    'status.hostIP': node.address,
  };
  const [, kind, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (kind && key) return (kind === 'labels' ? template.labels : template.annotations)[key] ?? '';
  return fields[path] ?? null;
}
