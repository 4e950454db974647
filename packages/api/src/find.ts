import type { View } from '@gantry/engine';
import {
  type DeploymentId,
  err,
  ok,
  type Rejection,
  type Result,
  rejection,
  type Tables,
} from '@gantry/model';
import { accepted, refused } from './refusal.ts';

/** Records by the names that people use. Each throws `not_found` as a refusal. */

export function findDeployment(view: View, of: { namespace: string; name: string }): Tables['deployments'] {
  const found = view.deployment(of.namespace, of.name);
  return accepted(orMissing(found, `There is no deployment ${of.name} in the namespace ${of.namespace}.`));
}

export function findService(view: View, of: { namespace: string; name: string }): Tables['services'] {
  const found = view.service(of.namespace, of.name);
  return accepted(orMissing(found, `There is no service ${of.name} in the namespace ${of.namespace}.`));
}

export function findConfig(view: View, of: { namespace: string; name: string }): Tables['configs'] {
  const found = view.config(of.namespace, of.name);
  return accepted(orMissing(found, `There is no config ${of.name} in the namespace ${of.namespace}.`));
}

export function findSecret(view: View, of: { namespace: string; name: string }): Tables['secrets'] {
  const found = view.secret(of.namespace, of.name);
  return accepted(orMissing(found, `There is no secret ${of.name} in the namespace ${of.namespace}.`));
}

export function findVolume(view: View, of: { namespace: string; name: string }): Tables['volumes'] {
  const found = view.volume(of.namespace, of.name);
  return accepted(orMissing(found, `There is no volume ${of.name} in the namespace ${of.namespace}.`));
}

export function findJob(view: View, of: { namespace: string; name: string }): Tables['jobs'] {
  const found = view.job(of.namespace, of.name);
  return accepted(orMissing(found, `There is no job ${of.name} in the namespace ${of.namespace}.`));
}

/** A node by its id or its name. */
export function findNode(view: View, node: string): Tables['nodes'] {
  const found = view.get('nodes', node) ?? view.nodeByName(node);
  return accepted(orMissing(found, `There is no node ${node}. nodes.list has them all.`));
}

/** By its id or its name; the id is what everything else uses, so it is tried first. */
export function taskNamed(view: View, task: string): Tables['tasks'] | undefined {
  return view.get('tasks', task) ?? firstWithName(view.all('tasks'), task);
}

/** A task by its id or its name. */
export function findTask(view: View, task: string): Tables['tasks'] {
  return accepted(
    orMissing(
      taskNamed(view, task),
      `There is no task ${task}. It may have ended long ago: ended tasks are forgotten.`,
    ),
  );
}

/** A revision of a deployment by its number. */
export function findRevision(view: View, deploymentId: DeploymentId, number: number): Tables['revisions'] {
  const revisions = view.revisionsOf(deploymentId);
  const found = revisions.find((revision) => revision.number === number);
  if (found) return found;
  const kept = revisions.map((revision) => revision.number).sort((a, b) => a - b);
  const message = `There is no revision ${number}. Kept are ${kept.join(', ')}.`;
  throw refused(rejection('revision_not_found', message, [{ field: 'revision', message }]));
}

export function findTemplate(view: View, hash: string): Tables['templates']['template'] {
  const found = view.get('templates', hash);
  return accepted(orMissing(found, `The template ${hash} is no longer kept.`)).template;
}

function firstWithName<T extends { name: string }>(rows: Iterable<T>, name: string): T | undefined {
  for (const row of rows) if (row.name === name) return row;
  return undefined;
}

function orMissing<T>(found: T | undefined, message: string): Result<T, Rejection> {
  return found === undefined ? err(rejection('not_found', message)) : ok(found);
}
