import { type DeploymentRecord, referencesOf, type Strategy } from '@gantry/model';
import type { View } from '../port.ts';

/**
 * The strategy by which a deployment's tasks really are replaced: where its wanted template mounts a volume that one
 * task at a time may have, the next one can only start when the one before has ended (rule VO2).
 */
export function strategyOf(view: View, { namespace, spec, templateHash }: DeploymentRecord): Strategy {
  const template = view.get('templates', templateHash)?.template;
  const isExclusive =
    template !== undefined &&
    referencesOf(template).some(
      ({ kind, name }) => kind === 'volume' && view.volume(namespace, name)?.access === 'oneTask',
    );
  return isExclusive ? { type: 'Recreate' } : spec.strategy;
}
