import type { AgentStream } from '@gantry/controlplane';
import { allContainers, fields, hasEnded, type Rejection, rejection, type TaskRecord } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findTask, findTemplate } from './find.ts';
import { type Asked, nameField, namespaceField, taskField } from './input.ts';
import { cutLines, type LogLine } from './log-lines.ts';
import { refused } from './refusal.ts';

export const logsFields = {
  task: taskField,
  /** Left out: all of the task's containers that have started. */
  container: nameField.nullish(),
  tailLines: z.int().min(0).max(10_000).default(500),
  sinceMs: z.number().min(0).nullish(),
};

export const followLogsInput = fields({
  /** One task, or all replicas of a deployment. */
  task: taskField.nullish(),
  namespace: namespaceField,
  deployment: nameField.nullish(),
  container: nameField.nullish(),
  tailLines: z.int().min(0).max(10_000).default(100),
  sinceMs: z.number().min(0).nullish(),
}).refine((input) => (input.task ? 1 : 0) + (input.deployment ? 1 : 0) === 1, {
  message: 'Give either the task or the deployment whose output to follow.',
  path: ['task'],
});

/** What the containers of a task wrote, as far as the node keeps it. */
export interface TaskLogs {
  lines: LogLine[];
  /** There was more than fits in one answer; the newest lines are the ones left out. */
  truncated: boolean;
}

const maxAnswerBytes = 4_000_000;
const answerDeadlineMs = 15_000;

export interface LogRequest {
  container: string | null;
  follow: boolean;
  /** null: all of them. */
  tailLines: number | null;
  sinceMs: number | null;
}

/**
 * Opens one log stream for each wanted container of a task, but for those that are open already; a refusal when its node
 * is not connected.
 */
export function openLogs(
  ctx: Context,
  task: TaskRecord,
  { container, follow, tailLines, sinceMs }: LogRequest,
  isOpen: (container: string) => boolean = () => false,
): { container: string; stream: AgentStream }[] {
  const names = containersOf(ctx, task, { container, follow }).filter((name) => !isOpen(name));
  return names.map((name) => {
    const request = { kind: 'logs', taskId: task.id, container: name, follow, tailLines, sinceMs } as const;
    const opened = ctx.plane.openStream({ ...request, timestamps: true }, ctx.actor);
    if (!opened.ok) throw refused(opened.error);
    return { container: name, stream: opened.value };
  });
}

function containersOf(
  ctx: Context,
  task: TaskRecord,
  { container: wanted, follow }: Pick<LogRequest, 'container' | 'follow'>,
): string[] {
  if (task.nodeId === null) throw refused(notStarted(task));
  const template = findTemplate(ctx.plane.view, task.templateHash);
  const names = allContainers(template).map(({ name }) => name);
  const started = startedOf(task);
  if (wanted === null && (started.length > 0 || (follow && mayStartMore(task)))) return started;
  if (wanted === null) return template.containers.map(({ name }) => name);
  if (names.includes(wanted)) return [wanted];
  const message = `The task has no container ${wanted}. It has ${names.join(', ')}.`;
  throw refused(rejection('not_found', `container: ${message}`, [{ field: 'container', message }]));
}

/** In the order in which they started. */
function startedOf({ initContainers = [], containers }: TaskRecord): string[] {
  const started = [...initContainers, ...containers].filter(({ state }) => state !== 'waiting');
  return started.map(({ name }) => name);
}

/** Its program was started, or what runs before it. */
export function mayHaveSaid(task: TaskRecord): boolean {
  return task.nodeId !== null && (task.startedAtMs !== null || startedOf(task).length > 0);
}

/** Something of the task is still to start, and may say something then. */
export function mayStartMore({ state, initContainers = [], containers }: TaskRecord): boolean {
  if (hasEnded(state) || state === 'stopping') return false;
  const isFresh = state !== 'running';
  return isFresh || [...initContainers, ...containers].some((one) => one.state === 'waiting');
}

function notStarted(task: TaskRecord): Rejection {
  return rejection('unavailable', `The task ${task.name} is on no node yet, so it has written nothing.`);
}

export async function readLogs(ctx: Context, input: Asked<typeof logsFields>): Promise<TaskLogs> {
  const task = findTask(ctx.plane.view, input.task);
  const opened = openLogs(ctx, task, {
    container: input.container ?? null,
    follow: false,
    tailLines: input.tailLines,
    sinceMs: input.sinceMs ?? null,
  });
  const read = await Promise.all(opened.map((one) => readAll(task, one)));
  const lines = read.flatMap((one) => one.lines).sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
  return { lines, truncated: read.some((one) => one.truncated) };
}

async function readAll(
  task: TaskRecord,
  { container, stream }: { container: string; stream: AgentStream },
): Promise<TaskLogs> {
  const lines: LogLine[] = [];
  let bytes = 0;
  const endLines = cutLines(
    stream,
    { taskId: task.id, taskName: task.name, revision: task.revision, container },
    (line) => {
      bytes += line.text.length;
      if (bytes <= maxAnswerBytes) lines.push(line);
      else stream.close();
    },
  );
  const deadline = setTimeout(() => stream.close(), answerDeadlineMs);
  const { error } = await stream.ended;
  clearTimeout(deadline);
  endLines();
  if (error !== null && lines.length === 0) throw refused(rejection('unavailable', error));
  return { lines, truncated: bytes > maxAnswerBytes };
}
