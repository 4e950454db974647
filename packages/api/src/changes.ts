import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { NodeId } from '@gantry/model';
import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { Context } from './context.ts';
import { type Batch, Feed } from './feed.ts';
import { takes } from './input.ts';
import { subscription } from './procedure.ts';
import { type Scope, type StreamedChange, scopeField, scopeOf } from './scope.ts';
import type { NodeLoad, TaskCounts } from './tally.ts';

/** Cluster-wide figures. `nodes` holds those that may have changed, with the scope `cluster`; with `deployments` none. */
export interface ClusterCounts {
  tasks: TaskCounts;
  nodes: NodeLoad[];
}

/** The state of the scopes at `revision`, in parts, each with the counts of some nodes as they are when it is told. Complete with part `parts - 1`: until then show what was there before. */
export interface SnapshotPart {
  kind: 'snapshot';
  revision: number;
  atMs: number;
  part: number;
  parts: number;
  changes: StreamedChange[];
  counts: ClusterCounts | null;
}

/**
 * What changed between two revisions: the newest value of each record, null when it is gone. Apply it only when
 * `from` is the revision that you have. With `from` = `to` it says that the server is there and nothing happened.
 */
export interface Delta {
  kind: 'delta';
  from: number;
  to: number;
  /** The same as `to`: the cluster's revision that you have after applying it. */
  revision: number;
  atMs: number;
  changes: StreamedChange[];
  counts: ClusterCounts | null;
}

export type ChangesMessage = SnapshotPart | Delta;

/** The pace of a stream. Settable so that tests need not wait. */
export interface Pace {
  /** Least time between two deltas; twice that after one of `largeDelta` records or more, which nobody reads so fast. */
  flushMs: number;
  largeDelta: number;
  /** Sent at the latest, so that the other side knows how old its data is. */
  heartbeatMs: number;
  recordsPerPart: number;
  /** Parts that are told before commits and other readers get their turn: a turn of a busy leader takes longer than a part. */
  partsPerTurn: number;
  maxPending: number;
  /** No more is sent while this much waits in the socket. */
  softBacklogBytes: number;
  /** Beyond this for `hardBacklogMs` the deltas are dropped; a snapshot follows when the reader catches up. */
  hardBacklogBytes: number;
  hardBacklogMs: number;
}

export const defaultPace: Pace = {
  flushMs: 50,
  largeDelta: 100,
  heartbeatMs: 2_000,
  recordsPerPart: 1_000,
  partsPerTurn: 4,
  maxPending: 50_000,
  softBacklogBytes: 1_000_000,
  hardBacklogBytes: 8_000_000,
  hardBacklogMs: 5_000,
};

const changesInput = takes({
  scopes: z.array(scopeField).min(1).max(64),
  /** Where to go on: a revision, or the id of the last message that was taken. Left out: a snapshot first. */
  since: z.union([z.int().min(0), z.string().max(128)]).nullish(),
  /** Set by tRPC when it reconnects by itself; wins over `since`. */
  lastEventId: z.string().max(128).nullish(),
});

/** Id of a message after which a stream can go on; another cluster's is not understood and gets a snapshot. */
export const resumeToken = (clusterId: string, revision: number) => `${clusterId}:${revision}`;

/** Id of a part of a snapshot that is not complete yet: there is nothing to go on from. */
const incompleteToken = 'incomplete';

/** null: start with a snapshot. */
export function resumeRevision(clusterId: string, since: number | string | null | undefined): number | null {
  if (typeof since === 'number' || since === null || since === undefined) return since ?? null;
  const [cluster, revision = ''] = since.split(':');
  return cluster === clusterId && /^\d+$/.test(revision) ? Number(revision) : null;
}

export const changes = subscription.input(changesInput).subscription(async function* ({
  ctx,
  input,
  signal,
}) {
  const revision = resumeRevision(ctx.clusterId, input.lastEventId ?? input.since);
  yield* changesSince(ctx, {
    scopes: input.scopes.map(scopeOf),
    revision,
    signal: signal ?? new AbortController().signal,
    pace: defaultPace,
  });
});

/** The stream of a subscriber: a snapshot where one is needed, then deltas for as long as it listens. */
export async function* changesSince(
  ctx: Context,
  options: { scopes: Scope[]; revision: number | null; signal: AbortSignal; pace: Pace },
) {
  const { scopes, revision, signal, pace } = options;
  const feed = new Feed(ctx.plane, { scopes, maxPending: pace.maxPending });
  const counted = countedIn(scopes);
  try {
    if (revision !== null) feed.resume(revision);
    while (isOpen(ctx, signal)) {
      let flushMs = pace.flushMs;
      if (feed.lost) yield* snapshot(ctx, { feed, signal, pace, counted });
      else {
        const batch = feed.take();
        yield delta(ctx, batch, counted);
        if (sizeOf(batch, counted) >= pace.largeDelta) flushMs *= 2;
      }
      if (flushMs > 0) await sleep(flushMs, undefined, { signal }).catch(() => {});
      await feed.changed(pace.heartbeatMs, signal);
      await untilRead(ctx, { feed, signal, pace });
    }
  } finally {
    feed.close();
  }
}

function isOpen(ctx: Context, signal: AbortSignal): boolean {
  return !signal.aborted && (ctx.expiresAtMs === null || ctx.plane.now() < ctx.expiresAtMs);
}

async function* snapshot(
  ctx: Context,
  options: { feed: Feed; signal: AbortSignal; pace: Pace; counted: Counted },
) {
  const { feed, signal, pace } = options;
  const { revision, records } = feed.restart();
  const nodes = countedNodes(ctx, options.counted);
  const parts = Math.max(1, Math.ceil(records.length / pace.recordsPerPart));
  const nodesPerPart = Math.ceil(nodes.length / parts);
  for (let part = 0; part < parts && isOpen(ctx, signal); part += 1) {
    const isLast = part === parts - 1;
    const message: SnapshotPart = {
      kind: 'snapshot',
      revision,
      atMs: ctx.plane.now(),
      part,
      parts,
      changes: records.slice(part * pace.recordsPerPart, (part + 1) * pace.recordsPerPart),
      // Some nodes with each part: those of a large cluster would be a long look at the end, when everybody waits for it.
      counts: countsOf(ctx, options.counted, nodes.slice(part * nodesPerPart, (part + 1) * nodesPerPart)),
    };
    const id = isLast ? resumeToken(ctx.clusterId, revision) : incompleteToken;
    yield tracked<ChangesMessage>(id, message);
    if (isLast) return;
    // Each part is written as text in the turn in which it is told.
    if ((part + 1) % pace.partsPerTurn === 0) await nextTurn();
    await untilRead(ctx, options);
    if (feed.lost) return;
  }
}

const sizeOf = ({ changes, touchedNodes }: Batch, counted: Counted): number =>
  changes.length + (counted === 'all' ? touchedNodes.length : 0);

function delta(ctx: Context, batch: Batch, counted: Counted) {
  const { from, to, touchedNodes } = batch;
  const counts = countsOf(ctx, counted, touchedNodes);
  const message: Delta = {
    kind: 'delta',
    from,
    to,
    revision: to,
    atMs: ctx.plane.now(),
    changes: batch.changes,
    counts,
  };
  return tracked<ChangesMessage>(resumeToken(ctx.clusterId, to), message);
}

/** Which counts go with the stream: of tasks and nodes, of tasks alone, or none. */
type Counted = 'all' | 'tasks' | 'none';

function countedIn(scopes: readonly Scope[]): Counted {
  if (scopes.some(({ kind }) => kind === 'cluster')) return 'all';
  return scopes.some(({ kind }) => kind === 'deployments') ? 'tasks' : 'none';
}

const countedNodes = (ctx: Context, counted: Counted): NodeId[] =>
  counted === 'all' ? Array.from(ctx.plane.view.all('nodes'), ({ id }) => id) : [];

/** As they are now. */
function countsOf(ctx: Context, counted: Counted, nodes: readonly NodeId[]): ClusterCounts | null {
  if (counted === 'none') return null;
  const loads = counted === 'all' ? nodes.map((id) => ctx.tally.loadOf(id)) : [];
  return { tasks: ctx.tally.counts(), nodes: loads };
}

/** Waits until the reader has taken most of what was sent. One that stays far behind loses its deltas meanwhile. */
async function untilRead(
  ctx: Context,
  options: { feed: Feed; signal: AbortSignal; pace: Pace },
): Promise<void> {
  const { feed, signal, pace } = options;
  let behindSinceMs: number | null = null;
  while (isOpen(ctx, signal) && ctx.backlogBytes() > pace.softBacklogBytes) {
    if (ctx.backlogBytes() > pace.hardBacklogBytes) behindSinceMs ??= ctx.plane.now();
    else behindSinceMs = null;
    if (behindSinceMs !== null && ctx.plane.now() - behindSinceMs >= pace.hardBacklogMs) feed.lose();
    await sleep(pace.flushMs, undefined, { signal }).catch(() => {});
  }
}
