import { type CommandOf, err, invalidField, limits } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, acceptedFor, alreadySoFor, findDeployment } from './answer.ts';
import { changeDeployment } from './deployment-change.ts';

/** The wanted number of replicas. The revision stays. */
export function scaleDeployment(draft: Draft, command: CommandOf<'deployment.scale'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { name, spec } = found.value;
  const { replicas } = command;
  if (replicas > limits.replicas) return err(invalidField('replicas', `must be at most ${limits.replicas}`));
  if (spec.replicas === replicas) {
    return alreadySoFor(found.value, `Deployment ${name} has ${replicas} replicas already.`);
  }
  const scaled = changeDeployment(draft, found.value, { spec: { ...spec, replicas } });
  record(draft, aboutDeployment(scaled), 'Scaled', `Scaled from ${spec.replicas} to ${replicas} replicas.`);
  return acceptedFor(scaled, `Deployment ${name} scales from ${spec.replicas} to ${replicas} replicas.`);
}
