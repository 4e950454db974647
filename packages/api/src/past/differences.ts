import { setImmediate as nextTurn } from 'node:timers/promises';
import { keyOf } from '@gantry/engine';
import type {
  ConfigRecord,
  DeploymentRecord,
  JobRecord,
  NodeRecord,
  Snapshot,
  TableName,
  Tables,
  TaskRecord,
} from '@gantry/model';
import { hasEnded } from '@gantry/model';
import type { PastLog } from './past-log.ts';

/** One object that is not the same at two moments, and how it differs in words. */
export interface ObjectDifference {
  kind:
    | 'deployment'
    | 'node'
    | 'framework'
    | 'role'
    | 'service'
    | 'namespace'
    | 'job'
    | 'config'
    | 'secret'
    | 'volume';
  name: string;
  namespace: string | null;
  change: 'added' | 'removed' | 'changed';
  /** What differs, for one that changed: `revision 2 → 3`. */
  details: string[];
}

/** What became of the containers of one owner. */
export interface ContainerDifference {
  /** Namespace and name of the deployment; null: containers of no deployment. */
  deployment: { namespace: string; name: string } | null;
  started: number;
  ended: number;
  failed: number;
}

export interface Differences {
  from: { revision: number; atMs: number };
  to: { revision: number; atMs: number };
  objects: ObjectDifference[];
  containers: ContainerDifference[];
  /** More containers came and went in between than are counted here: only the first of them are. */
  uncounted: boolean;
}

const recordsPerTurn = 5_000;
/** Containers that came and went in between are counted up to so many. */
const mostRemovals = 50_000;

/**
 * Everything that differs between two states. What was the same record in both costs a look at it, and the history in
 * between is not read: only what was deleted in it, to count the containers that came and went.
 */
export async function differencesOf(log: PastLog, from: Snapshot, to: Snapshot): Promise<Differences> {
  const span = { after: from.revision, upTo: to.revision, limit: mostRemovals };
  const removed = await log.removals('tasks', span);
  return {
    from: { revision: from.revision, atMs: from.atMs },
    to: { revision: to.revision, atMs: to.atMs },
    objects: await objectsOf(from, to),
    containers: await containersOf(
      from,
      to,
      removed.map(({ value }) => value as TaskRecord),
    ),
    uncounted: removed.length === mostRemovals,
  };
}

/** The records of a table that differ, in the order of the later state; those that are gone come last. */
function pairsOf<T extends TableName>(
  table: T,
  from: Snapshot,
  to: Snapshot,
): { before: Tables[T] | null; after: Tables[T] | null }[] {
  const rowsOf = ({ tables }: Snapshot) => tables[table] as Tables[T][];
  const before = new Map(rowsOf(from).map((record) => [keyOf(table, record), record]));
  const pairs: { before: Tables[T] | null; after: Tables[T] | null }[] = [];
  for (const after of rowsOf(to)) {
    const key = keyOf(table, after);
    const was = before.get(key) ?? null;
    before.delete(key);
    if (was !== after) pairs.push({ before: was, after });
  }
  for (const was of before.values()) pairs.push({ before: was, after: null });
  return pairs;
}

const kinds = {
  deployments: 'deployment',
  nodes: 'node',
  frameworks: 'framework',
  roles: 'role',
  services: 'service',
  namespaces: 'namespace',
  jobs: 'job',
  configs: 'config',
  secrets: 'secret',
  volumes: 'volume',
} as const;

/** How many pairs of objects are looked at before others get their turn on the event loop. */
const pairsPerTurn = 1_000;

async function objectsOf(from: Snapshot, to: Snapshot): Promise<ObjectDifference[]> {
  const found: ObjectDifference[] = [];
  for (const [table, kind] of Object.entries(kinds)) {
    for (const [index, pair] of pairsOf(table as keyof typeof kinds, from, to).entries()) {
      if (index % pairsPerTurn === 0) await nextTurn();
      found.push(...objectDifference(kind, pair.before, pair.after));
    }
  }
  return found;
}

interface Named {
  name: string;
  namespace?: string;
}

function objectDifference(
  kind: ObjectDifference['kind'],
  before: Named | null,
  after: Named | null,
): ObjectDifference[] {
  const named = after ?? before;
  if (named === null) return [];
  const base = { kind, name: named.name, namespace: named.namespace ?? null };
  if (before === null) return [{ ...base, change: 'added', details: [] }];
  if (after === null) return [{ ...base, change: 'removed', details: [] }];
  const details = detailsOf(kind, before, after);
  return details.length === 0 ? [] : [{ ...base, change: 'changed', details }];
}

function detailsOf(kind: ObjectDifference['kind'], before: Named, after: Named): string[] {
  switch (kind) {
    case 'deployment':
      return lines(deploymentFacts(before as DeploymentRecord), deploymentFacts(after as DeploymentRecord));
    case 'node':
      return lines(nodeFacts(before as NodeRecord), nodeFacts(after as NodeRecord));
    case 'job': {
      const told = lines(jobFacts(before as JobRecord), jobFacts(after as JobRecord));
      return told.length > 0 || sameSettings(before as JobRecord, after as JobRecord)
        ? told
        : ['its settings'];
    }
    case 'config':
    case 'secret':
      // What they hold is looked at on their own screens; a secret's values are looked at nowhere.
      return lines(versionOf(before as ConfigRecord), versionOf(after as ConfigRecord));
    case 'framework': {
      const connected = (one: Named) => ({
        connection: (one as Tables['frameworks']).connected ? 'connected' : 'gone',
      });
      return lines(connected(before), connected(after));
    }
    default:
      return JSON.stringify(before) === JSON.stringify(after) ? [] : ['its settings'];
  }
}

const deploymentFacts = ({ revision, spec, status, paused, quarantine }: DeploymentRecord) => ({
  revision,
  replicas: spec.replicas,
  ready: status.readyReplicas,
  rollouts: paused ? 'paused' : 'running',
  planning: quarantine === null ? 'running' : 'held',
});

const versionOf = ({ version }: Pick<ConfigRecord, 'version'>) => ({ version });

const jobFacts = ({ state, succeeded, failed }: JobRecord) => ({ state, succeeded, failed });

/** What a person wrote of it: the rest is told by its tasks. */
const sameSettings = (before: JobRecord, after: JobRecord): boolean =>
  JSON.stringify(before.spec) === JSON.stringify(after.spec);

const nodeFacts = ({ status, cordoned, drain, resources, labels }: NodeRecord) => ({
  state: status,
  'new tasks': cordoned ? 'not taken' : 'taken',
  drain: drain === null ? 'none' : drain.doneAtMs === null ? 'under way' : 'done',
  CPU: resources.cpuMillis / 1_000,
  memory: resources.memoryBytes,
  labels: JSON.stringify(labels),
});

/** `revision 2 → 3` for each fact that is not the same. */
function lines(before: Record<string, string | number>, after: Record<string, string | number>): string[] {
  return Object.keys(after).flatMap((name) =>
    before[name] === after[name] ? [] : [`${name} ${before[name]} → ${after[name]}`],
  );
}

async function containersOf(
  from: Snapshot,
  to: Snapshot,
  removed: readonly TaskRecord[],
): Promise<ContainerDifference[]> {
  const count = new ContainerCount([from, to]);
  const before = new Map<string, TaskRecord>();
  for (const [index, task] of from.tables.tasks.entries()) {
    if (index % recordsPerTurn === 0) await nextTurn();
    before.set(task.id, task);
  }
  for (const [index, task] of to.tables.tasks.entries()) {
    if (index % recordsPerTurn === 0) await nextTurn();
    count.add(before.get(task.id) ?? null, task, true);
  }
  for (const task of removed) count.add(before.get(task.id) ?? null, task, false);
  return count.all();
}

class ContainerCount {
  readonly #deployments = new Map<string, { namespace: string; name: string }>();
  readonly #counts = new Map<string | null, ContainerDifference>();

  constructor(states: readonly Snapshot[]) {
    for (const { tables } of states)
      for (const { id, namespace, name } of tables.deployments)
        this.#deployments.set(id, { namespace, name });
  }

  /** A task as it was first, null when it was made later, and what it said last: it is there yet, or was removed. */
  add(first: TaskRecord | null, last: TaskRecord, isThere: boolean): void {
    const lives = isThere && !hasEnded(last.state);
    const lived = first !== null && !hasEnded(first.state);
    if (lived && lives) return;
    const count = this.#of(last.deploymentId);
    count.started += Number(first === null);
    count.ended += Number((lived || first === null) && !lives);
    count.failed += Number(last.state === 'failed' && first?.state !== 'failed');
  }

  #of(deploymentId: string | null): ContainerDifference {
    const deployment = deploymentId === null ? null : (this.#deployments.get(deploymentId) ?? null);
    const count = this.#counts.get(deploymentId) ?? { deployment, started: 0, ended: 0, failed: 0 };
    this.#counts.set(deploymentId, count);
    return count;
  }

  /** Those to which something happened. */
  all(): ContainerDifference[] {
    return [...this.#counts.values()].filter(({ started, ended, failed }) => started + ended + failed > 0);
  }
}
