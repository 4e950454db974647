import type { View } from '@gantry/engine';
import {
  type Actor,
  type Command,
  guardDemandOf,
  guardLabel,
  hasJobEnded,
  type Loss,
  type Rejection,
  rejection,
} from '@gantry/model';

/** What a command takes away, and how. */
interface Taken extends Loss {
  verb: 'delete' | 'stop' | 'scale down';
}

/**
 * Why a command is refused that takes something away in a guarded namespace: its name was not typed. null: it is not.
 * Whoever takes several things away at once types the namespace. What a rollout replaces is not taken away.
 */
export function guardRefusalOf(
  command: Command,
  { view, typed, via }: { view: View; typed: string | null; via: Actor['via'] },
): Rejection | null {
  const demand = guardDemandOf(lossesOf(command, view), (name) => view.get('namespaces', name));
  if (demand === null) return null;
  const { wanted, guarded } = demand;
  if (wanted === null)
    return rejection(
      'guarded',
      'They are in several guarded namespaces: take away what is in one at a time.',
    );
  if (typed === wanted) return null;
  const [{ namespace, name, verb }] = guarded;
  const what = guarded.length === 1 ? name : `${guarded.length} things in it`;
  const said = waysOut({ namespace, wanted, act: `${verb} ${what}`, via });
  return rejection('guarded', `Namespace ${namespace} is guarded${said}`);
}

/** Doors whose clients have no place for a name to be typed. */
const wordless: Partial<Record<Actor['via'], string>> = {
  kubectl: 'kubectl',
  marathon: "Marathon's API",
  mesos: "Mesos's API",
};

/** What whoever came in through this door can do. */
function waysOut(of: { namespace: string; wanted: string; act: string; via: Actor['via'] }): string {
  const { namespace, wanted, act, via } = of;
  const door = wordless[via];
  if (door !== undefined)
    return `, and ${door} has no way to say that it is meant. To ${act}, do it in the dashboard, where ${wanted} is typed, or in the API with ${wanted} as \`typed\`; or take the guard away first: kubectl label namespace ${namespace} ${guardLabel}-`;
  const typing = via === 'api' ? `send ${wanted} as \`typed\`` : `type ${wanted}`;
  return `. To ${act}, ${typing}, or take its label ${guardLabel} away first.`;
}

function lossesOf(command: Command, view: View): Taken[] {
  switch (command.type) {
    case 'acts.together':
      return command.acts.flatMap((one) => lossesOf(one, view));
    case 'intent.place':
      return lossesOf(command.act, view);
    case 'deployment.scale':
      return scaledDown(command, command.replicas, view);
    case 'deployment.apply':
      return scaledDown(command, command.spec.replicas, view);
    case 'deployment.rollback':
      return command.replicas === null ? [] : scaledDown(command, command.replicas, view);
    // It is brought into its bounds at once, and nobody is asked again.
    case 'autoscaler.save':
      return scaledDown({ ...command, name: command.spec.deployment }, command.spec.maxReplicas, view);
    case 'job.suspend':
      return suspended(command, view);
    case 'job.apply':
      return command.spec.suspended ? suspended(command, view) : [];
    case 'namespace.delete':
      return [{ namespace: command.name, name: command.name, verb: 'delete' }];
    case 'task.kill': {
      const task = view.get('tasks', command.task);
      return task === undefined ? [] : [{ ...named(task), verb: 'stop' }];
    }
    case 'job.cancel':
      return [{ ...named(command), verb: 'stop' }];
    case 'deployment.delete':
    case 'job.delete':
    case 'service.delete':
    case 'config.delete':
    case 'secret.delete':
    case 'volume.delete':
    case 'budget.delete':
    case 'autoscaler.delete':
      return [{ ...named(command), verb: 'delete' }];
    default:
      return [];
  }
}

function scaledDown(deployment: Loss, replicas: number, view: View): Taken[] {
  const now = view.deployment(deployment.namespace, deployment.name)?.spec.replicas ?? 0;
  return replicas < now ? [{ ...named(deployment), verb: 'scale down' }] : [];
}

/** What runs of a job stops with it; of one that makes runs, these go on. */
function suspended(wanted: Loss, view: View): Taken[] {
  const job = view.job(wanted.namespace, wanted.name);
  const isHeldUp =
    job !== undefined && !('run' in job.spec.plan) && !job.spec.suspended && !hasJobEnded(job.state);
  return isHeldUp ? [{ ...named(wanted), verb: 'stop' }] : [];
}

const named = ({ namespace, name }: Loss) => ({ namespace, name });
