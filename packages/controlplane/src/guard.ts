import type { View } from '@gantry/engine';
import { type Command, guardLabel, isGuarded, type Rejection, rejection } from '@gantry/model';

/** Something that a command takes away, in a namespace of its own. */
interface Loss {
  namespace: string;
  name: string;
  verb: 'delete' | 'stop' | 'scale down';
}

/**
 * Why a command is refused that takes something away in a guarded namespace: its name was not typed. null: it is not.
 * Whoever takes several things away at once types the namespace. What a rollout replaces is not taken away.
 */
export function guardRefusalOf(command: Command, view: View, typed: string | null): Rejection | null {
  const losses = lossesOf(command, view).filter(({ namespace }) =>
    isGuarded(view.get('namespaces', namespace)),
  );
  const [first, ...others] = losses;
  if (first === undefined) return null;
  const { namespace, name, verb } = first;
  const isOneNamespace = others.every((loss) => loss.namespace === namespace);
  const wanted = others.length === 0 ? name : namespace;
  if (isOneNamespace && typed === wanted) return null;
  if (!isOneNamespace)
    return rejection(
      'guarded',
      'They are in several guarded namespaces: take away what is in one at a time.',
    );
  const what = others.length === 0 ? name : `${others.length + 1} things in it`;
  return rejection(
    'guarded',
    `Namespace ${namespace} is guarded. To ${verb} ${what}, type ${wanted} in the dashboard (\`typed\` in the API), or take its label ${guardLabel} away first.`,
  );
}

function lossesOf(command: Command, view: View): Loss[] {
  switch (command.type) {
    case 'acts.together':
      return command.acts.flatMap((one) => lossesOf(one, view));
    case 'intent.place':
      return lossesOf(command.act, view);
    case 'deployment.scale': {
      const replicas = view.deployment(command.namespace, command.name)?.spec.replicas ?? 0;
      return command.replicas < replicas ? [{ ...named(command), verb: 'scale down' }] : [];
    }
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

const named = ({ namespace, name }: { namespace: string; name: string }) => ({ namespace, name });
