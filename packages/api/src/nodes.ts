import type { Shape } from '@gantry/engine';
import type {
  EventRecord,
  NodeId,
  NodeRecord,
  ReservationRecord,
  Resources,
  TaskRecord,
} from '@gantry/model';
import { parseNodeSettings } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { drainCommand, drainFields } from './deployment-command.ts';
import { findNode } from './find.ts';
import {
  type Asked,
  mayTake,
  nodeField,
  pageFields,
  retried,
  sortBy,
  takes,
  textField,
  undoable,
} from './input.ts';
import { page } from './page.ts';
import { administrationQuery, mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { planAct, submit, submitAct } from './submit.ts';
import { measuredOn } from './usage.ts';

const listFields = {
  status: z.enum(['ready', 'unreachable']).nullish(),
  text: textField,
  sort: sortBy('name', 'registeredAtMs').default('name'),
  ...pageFields,
};

/** A node with what it carries now. */
export interface NodeRow extends NodeRecord {
  /** Its agent is connected to this control plane at this moment. */
  connected: boolean;
  allocated: Resources;
  tasks: number;
  readyTasks: number;
  /** What its agent measured last; null while it is not connected. */
  used: { cpuMillis: number; memoryBytes: number } | null;
}

export interface NodeDetail extends NodeRow {
  taskRecords: TaskRecord[];
  /** Oldest first. */
  events: EventRecord[];
  /** What of it is kept for roles, used or not. */
  reservations: ReservationRecord[];
}

const mostRefusals = 20;

/** What tasks are like: cpu, memory and disk in proportion, with so many gpus and host ports. */
const shapeFields = {
  cpuMillis: z.int().min(1),
  memoryBytes: z.int().min(1),
  diskBytes: z.int().min(0).default(0),
  gpus: z.int().min(0).default(0),
  ports: z.int().min(0).max(1_000).default(0),
  role: z.string().min(1).max(256).default('*'),
};

const shapeOf = ({
  cpuMillis,
  memoryBytes,
  diskBytes,
  gpus,
  ports,
  role,
}: Asked<typeof shapeFields>): Shape => ({
  ...{ cpuMillis, memoryBytes, diskBytes, gpus },
  ...{ ports, role },
});

const targetFields = { node: nodeField, ...retried };
const target = takes(targetFields);
/** Read closely by `parseNodeSettings`, which names each fault. */
const settings = z.unknown().optional();

export const nodes = router({
  list: query.input(mayTake(listFields)).query(({ ctx, input }) => listNodes(ctx, input)),
  get: query
    .input(takes({ node: nodeField }))
    .query(({ ctx, input }) => nodeDetail(ctx, findNode(ctx.plane.view, input.node))),
  /** What waits and that the node does not take, with what it says to it; the longest wait first, all counted. */
  refusals: query.input(takes({ node: nodeField })).query(({ ctx, input }) => {
    const refusals = ctx.plane.refusedBy(idOf(ctx, input));
    return { items: refusals.slice(0, mostRefusals), total: refusals.length };
  }),
  /** Of each node what runs there uses, as its agent measured it last: id, thousandths of a CPU, bytes. Not measured: left out. */
  used: query.query(({ ctx: { plane } }) => ({ items: usedByNode(plane) })),
  /** The largest task of a shape that finds a place now, and how many of just its size do. */
  holes: query.input(takes(shapeFields)).query(({ ctx, input }) => ctx.plane.holes(shapeOf(input))),
  /** Which few moves would make that larger; null: none would. Nothing is done. */
  largerHole: query
    .input(takes(shapeFields))
    .query(async ({ ctx, input }) => ({ larger: await ctx.plane.largerHole(shapeOf(input)) })),
  /** How another machine becomes a node. It tells the join token. */
  join: administrationQuery.query(({ ctx }) => ctx.join()),
  /** What a drain would move, and where to. Changes nothing. */
  planDrain: query
    .input(takes(drainFields))
    .query(({ ctx, input }) => planAct(ctx, drainCommand(ctx, input))),
  cordon: mutation
    .input(target)
    .mutation(({ ctx, input }) => submit(ctx, { type: 'node.cordon', node: idOf(ctx, input) }, input)),
  uncordon: mutation
    .input(target)
    .mutation(({ ctx, input }) => submit(ctx, { type: 'node.uncordon', node: idOf(ctx, input) }, input)),
  drain: mutation
    .input(takes({ ...drainFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, drainCommand(ctx, input), input)),
  remove: mutation
    .input(takes({ node: nodeField, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, { type: 'node.remove', node: idOf(ctx, input) }, input)),
  /** Replaces what is given and leaves the rest. */
  update: mutation
    .input(takes({ ...targetFields, labels: settings, annotations: settings, taints: settings }))
    .mutation(({ ctx, input: { commandId, node, ...given } }) => {
      const wanted = accepted(parseNodeSettings(given));
      return submit(ctx, { type: 'node.update', node: idOf(ctx, { node }), ...wanted }, { commandId });
    }),
});

/** Whole figures in rows without names: of ten thousand nodes this is asked every few seconds. */
function usedByNode(plane: Context['plane']): [NodeId, number, number][] {
  return [...plane.view.all('nodes')].flatMap(({ id }): [NodeId, number, number][] => {
    const usage = measuredOn(plane, id);
    return usage === null ? [] : [[id, Math.round(usage.cpuMillisUsed), Math.round(usage.memoryBytesUsed)]];
  });
}

const idOf = (ctx: Context, { node }: { node: string }) => findNode(ctx.plane.view, node).id;

function listNodes(ctx: Context, input: Asked<typeof listFields>) {
  const text = input.text?.toLowerCase() ?? '';
  const found = page<NodeRecord>({
    list: 'nodes',
    rows: ctx.plane.view.all('nodes'),
    matches: ({ name, status }) =>
      (!input.status || status === input.status) && name.toLowerCase().includes(text),
    keyOf: ({ id, name, registeredAtMs }) => [input.sort.endsWith('name') ? name : registeredAtMs, id],
    revision: ctx.plane.view.revision,
    sort: input.sort,
    limit: input.limit,
    cursor: input.cursor,
  });
  const { items, ...rest } = accepted(found);
  return { ...rest, items: items.map((node) => nodeRow(ctx, node)) };
}

function nodeRow({ plane, tally }: Context, node: NodeRecord): NodeRow {
  const { allocated, tasks, ready } = tally.loadOf(node.id);
  const usage = measuredOn(plane, node.id);
  return {
    ...node,
    connected: plane.isConnected(node.id),
    allocated,
    tasks,
    readyTasks: ready,
    used: usage && { cpuMillis: usage.cpuMillisUsed, memoryBytes: usage.memoryBytesUsed },
  };
}

function nodeDetail(ctx: Context, node: NodeRecord): NodeDetail {
  const { view } = ctx.plane;
  return {
    ...nodeRow(ctx, node),
    taskRecords: [...view.tasksOfNode(node.id)],
    events: [...view.eventsOf(node.id)],
    reservations: [...view.reservationsOf(node.id)],
  };
}
