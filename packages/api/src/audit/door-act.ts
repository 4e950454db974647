import { subjectOf, type View } from '@gantry/engine';
import type {
  Actor,
  AgentRequest,
  Command,
  CommandReply,
  Rejection,
  Result,
  TaskRecord,
} from '@gantry/model';
import { type AuditEntry, longestTarget, placeInLog, placeOfTask } from './audit-trail.ts';
import { LastSaid } from './last-said.ts';

type Line = Omit<AuditEntry, 'id'>;

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

interface Answered {
  actor: Actor;
  answer: Result<CommandReply, Rejection>;
  view: View;
  atMs: number;
  /** What each said last. */
  frameworks: LastSaid;
}

export const frameworkWords = () => new LastSaid({ most: 1_000, standsMs: Number.POSITIVE_INFINITY });

/** The line of a command that came through the Kubernetes, Marathon or Mesos door; null: none is kept of it. */
export function lineOfDoor(
  command: Command,
  { actor, answer, view, atMs, frameworks }: Answered,
): Line | null {
  if (!doors.has(actor.via) || conversation.has(command.type)) return null;
  if (isComeBack(command, { answer, atMs, frameworks })) return null;
  return {
    atMs,
    actor: actor.name,
    via: actor.via,
    verb: verbOf(command),
    target: targetOfCommand(command, view).slice(0, longestTarget),
    ...placeOfTask(taskOf(command, view)),
    outcome: answer.ok ? 'ok' : answer.error.code,
    message: answer.ok ? '' : answer.error.message,
    ...placeInLog(answer.ok ? answer.value : null),
  };
}

/** Whether a framework whose connection is opened again says of itself what it said before. */
function isComeBack(
  command: Command,
  { answer, atMs, frameworks }: Pick<Answered, 'answer' | 'atMs' | 'frameworks'>,
): boolean {
  if (!answer.ok || command.type !== 'framework.subscribe') return false;
  const { framework: _, ...settings } = command;
  return frameworks.isSaidAgain(answer.value.object, JSON.stringify(settings), atMs);
}

/** What somebody does inside of a container, as `kubectl exec`, `cp`, `attach` and `port-forward` do it. */
const streamVerbs: Partial<Record<AgentRequest['kind'], string>> = {
  exec: 'tasks.exec',
  attach: 'tasks.attach',
  'port-forward': 'tasks.portForward',
};

/** The line of a stream that was asked for through the Kubernetes door; null: it only reads, or has a line elsewhere. */
export function lineOfStream(
  request: AgentRequest,
  { actor, refusal, view, atMs }: { actor: Actor; refusal: Rejection | null; view: View; atMs: number },
): Line | null {
  const verb = streamVerbs[request.kind];
  if (verb === undefined || !doors.has(actor.via)) return null;
  const task = view.get('tasks', request.taskId);
  const name = task?.name ?? request.taskId;
  const part = 'container' in request ? request.container : 'port' in request ? request.port : null;
  return {
    ...{ atMs, actor: actor.name, via: actor.via, verb },
    target: part === null ? name : `${name}/${part}`,
    ...placeOfTask(task),
    outcome: refusal?.code ?? 'ok',
    message: refusal?.message ?? '',
    revision: null,
  };
}

/**
 * Leaves out the lines that say the same as one of the last minute: a client of a forwarded port opens a stream with each
 * connection, and thousands of them would push everything else out of the audit.
 */
export function withoutRepeats(): (line: Line | null) => Line | null {
  const opened = new LastSaid({ most: 1_000, standsMs: 60_000 });
  return (line) => {
    if (line === null || line.verb !== streamVerbs['port-forward']) return line;
    const { actor, via, target, outcome, atMs } = line;
    return opened.isSaidAgain(JSON.stringify([actor, via, target, outcome]), '', atMs) ? null : line;
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

function taskOf(command: Command, view: View): TaskRecord | undefined {
  if (command.type === 'intent.place') return taskOf(command.act, view);
  return 'task' in command ? view.get('tasks', command.task) : undefined;
}

/** What an act is about, as its line says it. */
export function targetOfCommand(command: Command, view: View): string {
  return 'node' in command ? (view.get('nodes', command.node)?.name ?? command.node) : subjectOf(command);
}
