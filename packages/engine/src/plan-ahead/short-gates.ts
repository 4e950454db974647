import type { Act, DeploymentSpec } from '@gantry/model';
import type { State } from '../state/state.ts';

/** Of an apply that begins a rollout: that it can be over before its health gates have anything to look at. */
export function shortGates(command: Act, { before, end }: { before: State; end: State }): string[] {
  if (command.type !== 'deployment.apply') return [];
  const { namespace, name } = command;
  const after = end.deployment(namespace, name);
  if (after === undefined || after.templateHash === before.deployment(namespace, name)?.templateHash)
    return [];
  return areShort(after.spec)
    ? [
        `The health gates of ${name} look at a rollout while it is open, and with minReadySeconds 0 it ends as soon as its last replica is ready. Set minReadySeconds for as long as they are to look.`,
      ]
    : [];
}

/** A canary and blue-green stay open between their steps; whether all are ready in time is known by the end. */
function areShort({ healthGates, minReadySeconds, strategy }: DeploymentSpec): boolean {
  if (healthGates === null || minReadySeconds > 0) return false;
  if (strategy.type === 'Canary' || strategy.type === 'BlueGreen') return false;
  const { maxRestarts, maxProbeFailures, maxErrorLines } = healthGates;
  return [maxRestarts, maxProbeFailures, maxErrorLines].some((most) => most !== null);
}
