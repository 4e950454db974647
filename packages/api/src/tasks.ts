import type { EventRecord, NodeRecord, TaskRecord, Template } from '@gantry/model';
import { taskId, taskStates } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findDeployment, findNode, findTask, findTemplate } from './find.ts';
import { followLogs } from './follow-logs.ts';
import {
  type Asked,
  accept,
  filterField,
  mayTake,
  nameField,
  namespaceField,
  pageFields,
  sortBy,
  takes,
  taskField,
  textField,
  undoable,
} from './input.ts';
import { logsFields, readLogs } from './logs.ts';
import { olderLogsInput, readOlderLogs } from './older-logs.ts';
import { type PageRequest, pageInTurns, type SortKey } from './page.ts';
import { readProbes } from './probes.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { submitAct } from './submit.ts';
import { taskFilter, tasksWithin } from './task-filter.ts';
import { tasksUsage } from './usage.ts';
import { why, whyFields } from './why.ts';

const listFields = {
  /** With `deployment`: its namespace (`default` when left out). Alone: all tasks of that namespace. */
  namespace: nameField.nullish(),
  deployment: nameField.nullish(),
  /** Name or id of the node that they are on. */
  node: nameField.nullish(),
  states: z.array(z.enum(taskStates)).max(taskStates.length).nullish(),
  ready: z.boolean().nullish(),
  text: textField,
  /** What the dashboard's list takes: `status:`, `node:`, `app:`, `framework:`, words and all. */
  filter: filterField,
  sort: sortBy('name', 'createdAtMs', 'state').default('-createdAtMs'),
  ...pageFields,
};

/** As many as a screen shows, and some more. */
const mostAtOnce = 200;
const theseTasks = takes({ tasks: z.array(taskId).min(1).max(mostAtOnce) });

/** A task with what explains it. */
export interface TaskDetail extends TaskRecord {
  template: Template;
  node: NodeRecord | null;
  deployment: { namespace: string; name: string } | null;
  /** Oldest first. */
  events: EventRecord[];
}

export const tasks = router({
  list: query.input(mayTake(listFields)).query(({ ctx, input, signal }) => listTasks(ctx, input, signal)),
  get: query
    .input(takes({ task: taskField }))
    .query(({ ctx, input }) => taskDetail(ctx, findTask(ctx.plane.view, input.task))),
  /** Why a task waits: its nodes by reason, the nearest, and what would help. Refused for one that waits for no node. */
  why: query.input(takes(whyFields)).query(({ ctx, input }) => why(ctx, input)),
  /** What each of these uses now beside what is reserved for it; of one that nobody measured, nothing. */
  usage: query.input(theseTasks).query(({ ctx, input }) => ({ items: tasksUsage(ctx.plane, input.tasks) })),
  /** What each of these used in the last ten minutes; one that ended, or of which nothing was measured, is left out. */
  trails: query.input(theseTasks).query(({ ctx, input }) => ({
    items: input.tasks.flatMap((id) => ctx.trails.ofTask(id) ?? []),
  })),
  /** What its probes answered last, asked of its node now: nobody keeps it. */
  probes: query
    .input(takes({ task: taskField }))
    .query(({ ctx, input }) => readProbes(ctx, findTask(ctx.plane.view, input.task))),
  kill: mutation
    .input(
      takes({
        task: taskField,
        /** Left out: the template's own termination grace period. 0: at once. */
        graceSeconds: z.number().min(0).max(86_400).nullish(),
        reason: z.string().max(1_024).default('Killed by hand'),
        ...undoable,
      }),
    )
    .mutation(({ ctx, input }) => {
      const { id: task } = findTask(ctx.plane.view, input.task);
      const { graceSeconds = null, reason } = input;
      return submitAct(ctx, { type: 'task.kill', task, graceSeconds, reason }, input);
    }),
  /** Lines of before a moment, of one task or of all replicas of a deployment: what scrolling up shows. */
  olderLogs: query.input(accept(olderLogsInput)).query(({ ctx, input }) => readOlderLogs(ctx, input)),
  logs: query.input(takes(logsFields)).query(({ ctx, input }) => readLogs(ctx, input)),
  followLogs,
});

/** In turns: a hundred thousand tasks are read for a line that names neither node nor owner. */
async function listTasks(ctx: Context, input: Asked<typeof listFields>, signal: AbortSignal | undefined) {
  const { view } = ctx.plane;
  const takes = input.filter ? accepted(taskFilter(view, input.filter, ctx.plane.now())) : null;
  const text = input.text?.toLowerCase() ?? '';
  const states = input.states ? new Set(input.states) : null;
  const request: PageRequest<TaskRecord> = {
    list: 'tasks',
    rows: candidates(ctx, input),
    matches: (task) =>
      (!input.namespace || task.namespace === input.namespace) &&
      (!states || states.has(task.state)) &&
      (typeof input.ready !== 'boolean' || task.ready === input.ready) &&
      (text === '' || task.name.toLowerCase().includes(text) || task.id.includes(text)) &&
      (takes === null || takes(task)),
    keyOf: (task) => sortKey(task, input.sort),
    revision: view.revision,
    sort: input.sort,
    limit: input.limit,
    cursor: input.cursor,
  };
  return accepted(await pageInTurns(request, signal));
}

/** The smallest index that holds all that can match. */
function candidates({ plane: { view } }: Context, input: Asked<typeof listFields>): Iterable<TaskRecord> {
  const nodeId = input.node ? findNode(view, input.node).id : null;
  if (!input.deployment)
    return nodeId === null ? tasksWithin(view, input.filter ?? '') : view.tasksOfNode(nodeId);
  const namespace = namespaceField.parse(input.namespace ?? undefined);
  const { id } = findDeployment(view, { namespace, name: input.deployment });
  const ofDeployment = view.tasksOfDeployment(id);
  return nodeId === null ? ofDeployment : [...ofDeployment].filter((task) => task.nodeId === nodeId);
}

function sortKey(task: TaskRecord, sort: string): SortKey {
  const field = sort.replace('-', '');
  if (field === 'createdAtMs') return [task.createdAtMs, task.id];
  if (field === 'state') return [taskStates.indexOf(task.state), task.id];
  return [task.name, task.id];
}

function taskDetail({ plane: { view } }: Context, task: TaskRecord): TaskDetail {
  const deployment = task.deploymentId === null ? undefined : view.get('deployments', task.deploymentId);
  return {
    ...task,
    template: findTemplate(view, task.templateHash),
    node: (task.nodeId !== null && view.get('nodes', task.nodeId)) || null,
    deployment: deployment ? { namespace: deployment.namespace, name: deployment.name } : null,
    events: [...view.eventsOf(task.id)],
  };
}
