import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Past, type PastLog, Ribbons, Tally } from '@gantry/api';
import { createEngine, createReplica, emptySnapshot, keyOf, type Replica } from '@gantry/engine';
import { type Change, type CommandOf, parseDeployment, type Snapshot, type TaskRecord } from '@gantry/model';
import { tableNames } from '@gantry/model/tables';
import { openSqliteStore, type Store } from '@gantry/store';
import { median, type Row } from './figures.ts';
import { SimulatedNodes } from './simulated-nodes.ts';
import { remembered } from './stops.ts';

const beginMs = 1_700_000_000_000;
const commitEveryMs = 50;

export interface PastSize {
  nodes: number;
  tasks: number;
  deployments: number;
  changesPerSecond: number;
  minutes: number;
}

const anHour: PastSize = {
  ...{ nodes: 10_000, tasks: 100_000, deployments: 100 },
  ...{ changesPerSecond: 2_000, minutes: 60 },
};

/**
 * Looking back over an hour of a large and busy cluster: the store on disk and what the doors do with it, in this process.
 * In time of the processor, which others on the machine do not lengthen. Writing the hour takes minutes and some gigabytes.
 */
export async function* measurePast(size: PastSize = anHour): AsyncGenerator<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-past-'));
  const store = openSqliteStore({ folder });
  const stop = remembered(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  try {
    const { fence } = await store.lead(new AbortController().signal);
    const replica = createReplica({ ...clusterOf(size), revision: 0, atMs: beginMs });
    let begun = 0;
    const writtenMs = await processorMs(async () => {
      begun = await writeHistory({ store, fence, replica, size });
    });
    yield { ...rowOf(`${size.minutes} minutes of commits written`, size, writtenMs), goal: 'none' };
    yield* lookBack(store, replica, { ...size, begun });
  } finally {
    await stop();
  }
}

const rowOf = (what: string, { tasks, changesPerSecond }: PastSize, ours: number) => ({
  what: `${what}, ${tasks} tasks, ${changesPerSecond} changes a second`,
  ours,
  peers: {},
  unit: 'ms of processor',
});

function clusterOf({ nodes, tasks, deployments }: PastSize): Snapshot {
  const engine = createEngine(emptySnapshot());
  const cluster = new SimulatedNodes(engine, { count: nodes, nowMs: beginMs });
  for (let number = 1; number <= deployments; number += 1)
    cluster.do(aDeployment(number, tasks / deployments));
  cluster.settle();
  return engine.snapshot();
}

function aDeployment(number: number, replicas: number): CommandOf<'deployment.apply'> {
  const resources = { requests: { cpu: '100m', memory: '64Mi' } };
  const containers = [{ name: 'main', command: ['/bin/web'], resources }];
  const parsed = parseDeployment({
    name: `app-${number}`,
    ...{ replicas, runtime: 'process', template: { containers } },
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const rest = { planHash: null, cause: '', mode: 'either', ifGeneration: null } as const;
  return { type: 'deployment.apply', ...parsed.value, ...rest };
}

/** As many as one step of a control plane makes of a large cluster's beginning. */
const changesPerBegin = 1_000;

/** The cluster, commit by commit as it would have come up, then tasks that turn ready and not, all of them in turn. Answers with the revision in between. */
async function writeHistory(of: {
  store: Store;
  fence: number;
  replica: Replica;
  size: PastSize;
}): Promise<number> {
  const { store, fence, replica, size } = of;
  const append = async (changes: Change[], isKnown = false) => {
    const revision = replica.view.revision + 1;
    const commit = { revision, atMs: beginMs + revision * commitEveryMs, changes };
    await store.append(commit, fence);
    replica.apply(isKnown ? { ...commit, changes: [] } : commit);
  };
  const cluster = changesOf(replica.snapshot());
  for (let at = 0; at < cluster.length; at += changesPerBegin)
    await append(cluster.slice(at, at + changesPerBegin), true);
  const begun = replica.view.revision;
  const ids = Array.from(replica.view.all('tasks'), ({ id }) => id);
  const perCommit = Math.round((size.changesPerSecond * commitEveryMs) / 1_000);
  const commits = (size.minutes * 60_000) / commitEveryMs;
  for (let commit = 0; commit < commits; commit += 1) {
    const some = Array.from({ length: perCommit }, (_, one) => {
      const task = replica.view.get('tasks', ids[((commit * perCommit + one) * 7_919) % ids.length]!)!;
      return flipped(task, beginMs + commit * commitEveryMs);
    });
    await append(some);
    await nextTurn();
  }
  return begun;
}

const changesOf = ({ tables }: Snapshot): Change[] =>
  tableNames.flatMap((table) =>
    tables[table].map((value) => ({ table, key: keyOf(table, value as never), value }) as Change),
  );

const flipped = (task: TaskRecord, nowMs: number): Change => ({
  table: 'tasks',
  key: task.id,
  value: { ...task, ready: !task.ready, readyAtMs: task.ready ? null : nowMs },
});

async function* lookBack(
  store: Store,
  { view }: Replica,
  size: PastSize & { begun: number },
): AsyncGenerator<Row> {
  const log: PastLog = {
    commits: (after, limit) => store.history(after, limit),
    revisionAt: (atMs) => store.revisionAt(atMs),
    stateAt: (revision) => store.at(revision),
    removals: (table, span) => store.removals(table, span),
    recordAt: (table, key, revision) => store.recordAt(table, key, revision),
  };
  const endMs = beginMs + view.revision * commitEveryMs;
  const plane = { view, now: () => endMs };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const states: number[] = [];
  for (const share of [0.1, 0.35, 0.6, 0.85]) {
    const revision = Math.round(size.begun + (view.revision - size.begun) * share);
    states.push(await processorMs(() => new Past(plane, log).stateAt(revision)));
  }
  yield { ...rowOf('the state at a moment', size, median(states)), goal: 'under 2000 ms' };
  const between = { fromAtMs: beginMs + size.begun * commitEveryMs, toAtMs: endMs };
  const compared = await processorMs(() => new Past(plane, log).differences(between));
  yield { ...rowOf('what differs over all of it', size, compared), goal: 'under 3000 ms' };
  const past = new Past(plane, log);
  const halfway = beginMs + (view.revision / 2) * commitEveryMs;
  const { from, to } = await past.around(halfway);
  const played = await processorMs(() => drain(past.play({ scopes: ['cluster'], from, to })));
  yield { ...rowOf('a stretch of it played, the first time', size, played), goal: 'under 4000 ms' };
  const again = await processorMs(() => drain(past.play({ scopes: ['deployments'], from, to })));
  yield { ...rowOf('a stretch near it played', size, again), goal: 'under 1000 ms' };
  const [deployment] = view.all('deployments');
  const window = { windowSeconds: size.minutes * 60, maxPoints: 1_000 };
  const ribbons = new Ribbons(plane, log, Tally.of({ view, subscribe: () => () => {} }));
  const ribbon = await processorMs(() => ribbons.read(deployment!, window));
  yield { ...rowOf('the ribbon of a deployment, the first time after a start', size, ribbon), goal: 'none' };
  const ribbonAgain = await processorMs(() => ribbons.read(deployment!, window));
  yield { ...rowOf('the ribbon of a deployment', size, ribbonAgain), goal: 'under 50 ms' };
  delay.disable();
  const heldUpMs = delay.max / 1e6;
  yield {
    ...rowOf('the longest that others waited meanwhile', size, heldUpMs),
    unit: 'ms',
    goal: 'under 50 ms',
  };
}

async function drain(parts: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of parts);
}

/** What some work takes of the processor, with its threads, in ms. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
