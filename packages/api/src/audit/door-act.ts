import { subjectOf, type View } from '@gantry/engine';
import type { Actor, Command, CommandReply, Rejection, Result } from '@gantry/model';
import { type AuditEntry, longestTarget, placeInLog } from './audit-trail.ts';

/** The dashboard's API keeps its own lines: it also knows what never became a command. */
const doors: ReadonlySet<Actor['via']> = new Set(['kubectl', 'marathon', 'mesos']);

/** What a framework and the allocator say to each other all the time: the offers' history and the log have it. */
const conversation: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'framework.acknowledge',
  'framework.disconnect',
  'framework.revive',
  'framework.suppress',
  'offer.accept',
  'offer.decline',
]);

/** The line of a command that came through the Kubernetes, Marathon or Mesos door; null: none is kept of it. */
export function lineOfDoor(
  command: Command,
  {
    actor,
    answer,
    view,
    atMs,
  }: { actor: Actor; answer: Result<CommandReply, Rejection>; view: View; atMs: number },
): Omit<AuditEntry, 'id'> | null {
  if (!doors.has(actor.via) || conversation.has(command.type)) return null;
  return {
    atMs,
    actor: actor.name,
    via: actor.via,
    verb: verbOf(command),
    target: targetOfCommand(command, view).slice(0, longestTarget),
    outcome: answer.ok ? 'ok' : answer.error.code,
    message: answer.ok ? '' : answer.error.message,
    ...placeInLog(answer.ok ? answer.value : null),
  };
}

/** Where the dashboard's word for an act is not the command's. */
const verbs: Partial<Record<Command['type'], string>> = {
  'acts.together': 'together.act',
  'deployment.apply': 'deployments.deploy',
  'job.apply': 'jobs.submit',
  'revision.pin': 'deployments.pin',
  'rollout.abort': 'deployments.abort',
  'rollout.promote': 'deployments.promote',
};

/** One word for one act, whatever door it came through: that of the dashboard's procedure. */
function verbOf(command: Command): string {
  if (command.type === 'intent.place') return verbOf(command.act);
  return verbs[command.type] ?? command.type.replace('.', 's.');
}

function targetOfCommand(command: Command, view: View): string {
  return 'node' in command ? (view.get('nodes', command.node)?.name ?? command.node) : subjectOf(command);
}
