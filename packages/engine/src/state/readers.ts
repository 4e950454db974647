import {
  type DeploymentRecord,
  hasJobEnded,
  type JobRecord,
  type Reference,
  referencesOf,
  type TemplateHash,
  templatesOf,
} from '@gantry/model';
import type { View } from '../port.ts';

/** A config, secret or volume, as templates name it. */
type Named = Pick<Reference, 'kind' | 'name'> & { namespace: string };

/** The deployments whose wanted template names the object, by name. */
export function readersOf(view: View, named: Named): DeploymentRecord[] {
  const readers: DeploymentRecord[] = [];
  for (const deployment of view.deploymentsIn(named.namespace)) {
    if (deployment.deletingAtMs === null && namesIt(view, deployment.templateHash, named))
      readers.push(deployment);
  }
  return readers.sort(byName);
}

/** The jobs that are not over and have a template that names it, by name; a run stands behind the job that made it. */
export function jobReadersOf(view: View, named: Named): JobRecord[] {
  const readers: JobRecord[] = [];
  for (const job of view.all('jobs')) {
    if (job.namespace !== named.namespace || job.parentId !== null) continue;
    if (job.deletingAtMs !== null || hasJobEnded(job.state)) continue;
    if (templatesOf(job.spec.plan).some((hash) => namesIt(view, hash, named))) readers.push(job);
  }
  return readers.sort(byName);
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

function namesIt(view: View, hash: TemplateHash, { kind, name }: Named): boolean {
  const template = view.get('templates', hash)?.template;
  return (
    template !== undefined && referencesOf(template).some((one) => one.kind === kind && one.name === name)
  );
}
