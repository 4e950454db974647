import type { AgentStream } from '@gantry/controlplane';
import { fields, type TaskRecord } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findDeployment, findTask } from './find.ts';
import { nameField, namespaceField, taskField } from './input.ts';
import { cutLines, type LogLine } from './log-lines.ts';
import { mayHaveSaid, openLogs } from './logs.ts';
import { rejectionIn } from './refusal.ts';

/** Of one answer: a program may write thousands within a millisecond, and no time leads into the middle of these. */
const mostLines = 32_000;

export const olderLogsInput = fields({
  /** One task, or all replicas of a deployment. */
  task: taskField.nullish(),
  namespace: namespaceField,
  deployment: nameField.nullish(),
  container: nameField.nullish(),
  /** Lines of before this moment. */
  untilMs: z.number().min(0),
  /** And of no longer ago than this one. */
  sinceMs: z.number().min(0).nullish(),
  /** The newest of them. */
  limit: z.int().min(1).max(mostLines).default(1_000),
}).refine((input) => (input.task ? 1 : 0) + (input.deployment ? 1 : 0) === 1, {
  message: 'Give either the task or the deployment whose output to read.',
  path: ['task'],
});

type Asked = z.output<typeof olderLogsInput>;

/** What was written before a moment, merged, in order of time. */
export interface OlderLogs {
  lines: LogLine[];
  /** There may be lines older than these. */
  more: boolean;
}

const minuteMs = 60_000;
/** A node reads a log from a moment on, not backwards: a little is read first, and more where there is little in it. */
const windowsMs = [5 * minuteMs, 60 * minuteMs, 24 * 60 * minuteMs, Number.POSITIVE_INFINITY];
/** So many lines are worth no second look. */
const plenty = 200;
const deadlineMs = 15_000;

export async function readOlderLogs(ctx: Context, input: Asked): Promise<OlderLogs> {
  const tasks = wantedTasks(ctx, input);
  const sinceMs = input.sinceMs ?? 0;
  let older: OlderLogs = { lines: [], more: false };
  for (const windowMs of windowsMs) {
    const fromMs = Math.max(sinceMs, input.untilMs - windowMs);
    const lines = await readBetween(ctx, tasks, { ...input, fromMs });
    older = { lines: lines.slice(-input.limit), more: lines.length > input.limit || fromMs > sinceMs };
    if (!older.more || lines.length >= Math.min(plenty, input.limit)) return older;
  }
  return older;
}

function wantedTasks({ plane: { view } }: Context, { task, namespace, deployment }: Asked): TaskRecord[] {
  if (task) return [findTask(view, task)];
  const { id } = findDeployment(view, { namespace, name: deployment ?? '' });
  return [...view.tasksOfDeployment(id)].filter(mayHaveSaid);
}

/** The newest lines of all tasks from one moment to another. A replica whose node is away is left out of many. */
async function readBetween(
  ctx: Context,
  tasks: readonly TaskRecord[],
  asked: Asked & { fromMs: number },
): Promise<LogLine[]> {
  const request = {
    container: asked.container ?? null,
    follow: false,
    tailLines: null,
    sinceMs: asked.fromMs,
  };
  const opened = tasks.flatMap((task) => {
    try {
      return openLogs(ctx, task, request).map((one) => ({ ...one, task }));
    } catch (thrown) {
      if (tasks.length === 1 || !rejectionIn(thrown)) throw thrown;
      return [];
    }
  });
  const read = await Promise.all(opened.map((one) => readUntil(one, asked)));
  return read.flat().sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
}

/** A stream's lines until a moment; of many, the newest: one more than asked for, so that there are more is known. */
async function readUntil(
  { task, container, stream }: { task: TaskRecord; container: string; stream: AgentStream },
  { untilMs, limit }: Asked,
): Promise<LogLine[]> {
  let lines: LogLine[] = [];
  const source = { taskId: task.id, taskName: task.name, revision: task.revision, container };
  const endLines = cutLines(stream, source, (line) => {
    if ((line.atMs ?? 0) >= untilMs) return stream.close();
    lines.push(line);
    if (lines.length > 2 * limit) lines = lines.slice(-limit - 1);
  });
  const deadline = setTimeout(() => stream.close(), deadlineMs);
  await stream.ended;
  clearTimeout(deadline);
  endLines();
  return lines.slice(-limit - 1);
}
