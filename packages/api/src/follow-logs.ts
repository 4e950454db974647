import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentStream } from '@gantry/controlplane';
import type { TaskId, TaskRecord } from '@gantry/model';
import type { z } from 'zod';
import type { Context } from './context.ts';
import { findDeployment, findTask } from './find.ts';
import { accept } from './input.ts';
import { Latch } from './latch.ts';
import { cutLines, type LogLine } from './log-lines.ts';
import { followLogsInput, type LogRequest, mayHaveSaid, mayStartMore, openLogs } from './logs.ts';
import { subscription } from './procedure.ts';
import { rejectionIn } from './refusal.ts';

/** Lines of all followed replicas in the order in which they came in. */
export interface LogBatch {
  lines: LogLine[];
  /** Lines left out before these because they came faster than they were read. */
  dropped: number;
  /** Tasks whose output could not be opened or has ended, with the reason. */
  ended: { taskId: TaskId; taskName: string; error: string | null }[];
}

/** What of a task is being read. */
interface Source {
  task: TaskRecord;
  streams: AgentStream[];
  /** Containers that are read, or were to their end. */
  opened: Set<string>;
}

const flushMs = 100;
const heartbeatMs = 5_000;
const maxWaitingLines = 5_000;
const softBacklogBytes = 1_000_000;

/** The output of one task, or of all replicas of a deployment as they come and go, merged. */
export const followLogs = subscription.input(accept(followLogsInput)).subscription(async function* ({
  ctx,
  input,
  signal = new AbortController().signal,
}) {
  const follower = new Follower(ctx, input);
  try {
    while (!signal.aborted && (ctx.expiresAtMs === null || ctx.plane.now() < ctx.expiresAtMs)) {
      const batch = ctx.backlogBytes() < softBacklogBytes ? follower.take() : null;
      if (batch) yield batch;
      if (follower.finished) return;
      await sleep(flushMs, undefined, { signal }).catch(() => {});
      await follower.news.wait(heartbeatMs, signal);
    }
  } finally {
    follower.close();
  }
});

class Follower {
  readonly news = new Latch();
  readonly #ctx: Context;
  readonly #input: z.infer<typeof followLogsInput>;
  readonly #sources = new Map<TaskId, Source>();
  readonly #unsubscribe: (() => void) | null;
  #lines: LogLine[] = [];
  #ended: LogBatch['ended'] = [];
  #dropped = 0;
  #held = false;

  constructor(ctx: Context, input: z.infer<typeof followLogsInput>) {
    this.#ctx = ctx;
    this.#input = input;
    for (const task of this.#wantedTasks()) this.#open(task);
    this.#unsubscribe = ctx.plane.subscribe(ctx.plane.view.revision, (commit) => {
      if (commit.changes.some(({ table }) => table === 'tasks')) this.#pickUp();
    });
  }

  /** Nothing is left to come: the one task that was asked for has ended. */
  get finished(): boolean {
    const reading = [...this.#sources.values()].some(
      ({ task, streams }) => streams.length > 0 || this.#isGoingOn(task),
    );
    return Boolean(this.#input.task) && !reading && this.#lines.length === 0 && this.#ended.length === 0;
  }

  take(): LogBatch | null {
    if (this.#lines.length === 0 && this.#ended.length === 0) return null;
    const batch = { lines: this.#lines, dropped: this.#dropped, ended: this.#ended };
    this.#lines = [];
    this.#ended = [];
    this.#dropped = 0;
    this.#hold(false);
    return batch;
  }

  close(): void {
    this.#unsubscribe?.();
    for (const { streams } of this.#sources.values()) for (const stream of streams) stream.close();
    this.#sources.clear();
  }

  #wantedTasks(): TaskRecord[] {
    const { view } = this.#ctx.plane;
    const { task, deployment, namespace } = this.#input;
    if (task) return [findTask(view, task)];
    const found = findDeployment(view, { namespace, name: deployment ?? '' });
    return [...view.tasksOfDeployment(found.id)].filter(mayHaveSaid);
  }

  /** Replicas that started meanwhile. The deployment itself may be gone by now; then nothing new comes. */
  #pickUp(): void {
    for (const source of this.#sources.values()) this.#pickUpIn(source);
    if (this.#input.task) return;
    const { namespace, deployment } = this.#input;
    const found = this.#ctx.plane.view.deployment(namespace, deployment ?? '');
    if (!found) return;
    for (const task of this.#ctx.plane.view.tasksOfDeployment(found.id)) {
      if (mayHaveSaid(task) && !this.#sources.has(task.id)) this.#open(task);
    }
  }

  /** What starts only when others of its task have ended: the program, after what runs before it. */
  #pickUpIn(source: Source): void {
    const task = this.#ctx.plane.view.get('tasks', source.task.id);
    if (!task || task === source.task || this.#input.container) return;
    source.task = task;
    this.#openIn(source);
  }

  #isGoingOn({ id }: TaskRecord): boolean {
    const task = this.#ctx.plane.view.get('tasks', id);
    return task !== undefined && !this.#input.container && mayStartMore(task);
  }

  #open(task: TaskRecord): void {
    const source: Source = { task, streams: [], opened: new Set() };
    this.#sources.set(task.id, source);
    this.#openIn(source);
  }

  #openIn(source: Source): void {
    const { task, opened } = source;
    try {
      for (const { container, stream } of openLogs(this.#ctx, task, this.#request(), (name) =>
        opened.has(name),
      )) {
        opened.add(container);
        source.streams.push(stream);
        if (this.#held) stream.pause(true);
        void this.#read(source, container, stream);
      }
    } catch (thrown) {
      const reason = rejectionIn(thrown);
      if (!reason) throw thrown;
      this.#end(source, reason.message);
    }
  }

  #request(): LogRequest {
    const { container, tailLines, sinceMs } = this.#input;
    return { container: container ?? null, follow: true, tailLines, sinceMs: sinceMs ?? null };
  }

  async #read(source: Source, container: string, stream: AgentStream): Promise<void> {
    const { id: taskId, name: taskName, revision } = source.task;
    const endLines = cutLines(stream, { taskId, taskName, revision, container }, (line) => this.#queue(line));
    const { error } = await stream.ended;
    endLines();
    source.streams = source.streams.filter((one) => one !== stream);
    if (source.streams.length === 0 && !this.#isGoingOn(source.task)) this.#end(source, error);
  }

  #end({ task }: Source, error: string | null): void {
    this.#ended.push({ taskId: task.id, taskName: task.name, error });
    this.news.open();
  }

  /** Tells the nodes to wait with more, or to go on. */
  #hold(paused: boolean): void {
    if (this.#held === paused) return;
    this.#held = paused;
    for (const { streams } of this.#sources.values()) for (const stream of streams) stream.pause(paused);
  }

  #queue(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > maxWaitingLines / 2) this.#hold(true);
    if (this.#lines.length > maxWaitingLines) {
      this.#lines.shift();
      this.#dropped += 1;
    }
    this.news.open();
  }
}
