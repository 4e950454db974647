import { allContainers, type Container } from '@gantry/model';
import type { TaskPlan } from './container-request.ts';
import { expandVariables } from './variables.ts';

/**
 * One container's environment: what the control plane sent, then the template's literal values, each of which may refer
 * to those before it. The control plane's values go by the variable's name, or by `container/NAME` where it means one
 * container only, and by `*:NAME` where it goes to all of them instead of what the template says. A plain name reaches
 * no container but those that declare it, if any does: secrets are not for the neighbours.
 */
export function containerEnvironment(plan: TaskPlan, container: Container): Record<string, string> {
  const values = sentVariables(plan, container);
  for (const { name, value } of container.env) {
    if (value.type === 'literal' && !(`${forAll}${name}` in plan.assignment.environment))
      values[name] = expandVariables(value.value, values);
  }
  return values;
}

const forAll = '*:';
const isPlain = (key: string) => !key.includes('/') && !key.startsWith(forAll);

function sentVariables({ assignment, template }: TaskPlan, container: Container): Record<string, string> {
  const mine = `${container.name}/`;
  const own = new Set(container.env.map(({ name }) => name));
  const declared = new Set(allContainers(template).flatMap(({ env }) => env.map(({ name }) => name)));
  const values: Record<string, string> = {};
  const entries = Object.entries(assignment.environment);
  for (const [key, value] of entries) {
    if (isPlain(key) && (own.has(key) || !declared.has(key))) values[key] = value;
  }
  for (const [key, value] of entries) {
    for (const prefix of [mine, forAll]) if (key.startsWith(prefix)) values[key.slice(prefix.length)] = value;
  }
  return values;
}
