import type { View } from '@gantry/engine';
import {
  type Act,
  type Actor,
  type AgentRequest,
  type Command,
  missingRight,
  type Rejection,
  type Rights,
  rejection,
} from '@gantry/model';

/** What somebody may do, by the name that the server authenticated. null: nobody of that name is known (any more). */
export type RightsOf = (actor: Actor) => Rights | null;

/** Why a command is not this person's to give; null: it is. What the cluster does by itself is always its own. */
export function refusalOf(
  command: Command,
  { actor, rightsOf, view }: { actor: Actor; rightsOf: RightsOf; view: View },
): Rejection | null {
  return refuse({ actor, rightsOf }, () => namespacesOf(command, view));
}

/** The same for a stream to a task. Logs and what probes said may be read by everybody who may look. */
export function streamRefusalOf(
  request: AgentRequest,
  { actor, rightsOf, view }: { actor: Actor; rightsOf: RightsOf; view: View },
): Rejection | null {
  if (request.kind === 'logs' || request.kind === 'probes') return null;
  return refuse({ actor, rightsOf }, () => namespacesOfTask(request.taskId, view));
}

function refuse(
  { actor, rightsOf }: { actor: Actor; rightsOf: RightsOf },
  wanted: () => readonly string[] | null,
): Rejection | null {
  if (actor.via === 'engine' || actor.via === 'agent') return null;
  const rights = rightsOf(actor);
  if (rights === null) return rejection('forbidden', `${actor.name} is not known here any more.`);
  if (rights.level === 'admin') return null;
  const missing = missingRight(rights, wanted());
  return missing === null ? null : rejection('forbidden', missing);
}

/** The namespaces that a command changes something in; null: it is about what belongs to none. */
function namespacesOf(command: Command, view: View): readonly string[] | null {
  switch (command.type) {
    case 'acts.together':
      return together(command.acts, view);
    case 'intent.place':
      return namespacesOf(command.act, view);
    case 'intent.withdraw': {
      const intent = view.get('intents', command.intent);
      return intent === undefined ? [] : namespacesOf(intent.act, view);
    }
    default:
      if ('namespace' in command) return [command.namespace];
      return 'task' in command ? namespacesOfTask(command.task, view) : null;
  }
}

function together(acts: readonly Act[], view: View): readonly string[] | null {
  const all = acts.map((one) => namespacesOf(one, view));
  return all.includes(null) ? null : all.flatMap((one) => one ?? []);
}

/** What a task that is not there is refused for is not that it may not be touched. */
function namespacesOfTask(id: string, view: View): readonly string[] {
  const task = view.get('tasks', id as never);
  return task === undefined ? [] : [task.namespace];
}
