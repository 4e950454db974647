import { type DeploymentRecord, type Reference, referencesOf } from '@gantry/model';
import type { View } from '../port.ts';

/** The deployments whose wanted template names the object, by name. */
export function readersOf(
  view: View,
  { kind, namespace, name }: Pick<Reference, 'kind' | 'name'> & { namespace: string },
): DeploymentRecord[] {
  const readers: DeploymentRecord[] = [];
  for (const deployment of view.deploymentsIn(namespace)) {
    const template = view.get('templates', deployment.templateHash)?.template;
    const isReader =
      deployment.deletingAtMs === null &&
      template !== undefined &&
      referencesOf(template).some((one) => one.kind === kind && one.name === name);
    if (isReader) readers.push(deployment);
  }
  return readers.sort((a, b) => (a.name < b.name ? -1 : 1));
}
