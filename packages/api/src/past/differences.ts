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
}

const commitsPerRead = 64;

/** One record that was written between two moments. `seen`: the last that was seen of one that came and went. */
interface Written {
  before: unknown;
  after: unknown;
  seen: unknown;
}
type Touched = Map<TableName, Map<string, Written>>;

/** Everything that differs between a state and the one at a later revision. */
export async function differencesOf(log: PastLog, from: Snapshot, toRevision: number): Promise<Differences> {
  const touched: Touched = new Map();
  let last = { revision: from.revision, atMs: from.atMs };
  while (last.revision < toRevision) {
    const commits = await log.commits(last.revision, Math.min(commitsPerRead, toRevision - last.revision));
    for (const { revision, atMs, changes } of commits) {
      for (const { table, key, value } of changes) {
        const rows = touched.get(table) ?? new Map();
        const seen = value ?? rows.get(key)?.seen ?? null;
        touched.set(table, rows.set(key, { before: null, after: value, seen }));
      }
      last = { revision, atMs };
    }
    if (commits.length === 0) break;
    await nextTurn();
  }
  for (const [table, rows] of touched) fillBefore(rows, table, from);
  return {
    from: { revision: from.revision, atMs: from.atMs },
    to: last,
    objects: objectsOf(touched),
    containers: containersOf(touched, from),
  };
}

function fillBefore(rows: Map<string, Written>, table: TableName, from: Snapshot) {
  for (const record of from.tables[table]) {
    const row = rows.get(keyOf(table, record as never));
    if (row !== undefined) row.before = record;
  }
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

function objectsOf(touched: Touched): ObjectDifference[] {
  return Object.entries(kinds).flatMap(([table, kind]) =>
    Array.from(touched.get(table as TableName)?.values() ?? []).flatMap(({ before, after }) =>
      objectDifference(kind, before as Named | null, after as Named | null),
    ),
  );
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
  cpu: resources.cpuMillis / 1_000,
  memory: resources.memoryBytes,
  labels: JSON.stringify(labels),
});

/** `revision 2 → 3` for each fact that is not the same. */
function lines(before: Record<string, string | number>, after: Record<string, string | number>): string[] {
  return Object.keys(after).flatMap((name) =>
    before[name] === after[name] ? [] : [`${name} ${before[name]} → ${after[name]}`],
  );
}

function containersOf(touched: Touched, from: Snapshot): ContainerDifference[] {
  const names = new Map<string, { namespace: string; name: string }>();
  const deployments = [...from.tables.deployments, ...afterOf<DeploymentRecord>(touched, 'deployments')];
  for (const { id, namespace, name } of deployments) names.set(id, { namespace, name });
  const counts = new Map<string | null, ContainerDifference>();
  for (const { before, after, seen } of touched.get('tasks')?.values() ?? []) {
    const [was, is] = [before as TaskRecord | null, after as TaskRecord | null];
    const known = (is ?? was ?? seen) as TaskRecord | null;
    const deploymentId = known?.deploymentId ?? null;
    const deployment = deploymentId === null ? null : (names.get(deploymentId) ?? null);
    const count = counts.get(deploymentId) ?? { deployment, started: 0, ended: 0, failed: 0 };
    counts.set(deploymentId, count);
    const lived = was !== null && !hasEnded(was.state);
    const lives = is !== null && !hasEnded(is.state);
    count.started += Number(was === null);
    count.ended += Number((lived || was === null) && !lives);
    count.failed += Number(is?.state === 'failed' && was?.state !== 'failed');
  }
  return [...counts.values()].filter(({ started, ended, failed }) => started + ended + failed > 0);
}

function afterOf<T>(touched: Touched, table: TableName): T[] {
  return Array.from(touched.get(table)?.values() ?? []).flatMap(({ after }) =>
    after === null ? [] : [after as T],
  );
}
