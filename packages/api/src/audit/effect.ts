import { CompactedError } from '@gantry/controlplane';
import type {
  Change,
  Commit,
  DeploymentRecord,
  Difference,
  IntentRecord,
  TableName,
  Template,
} from '@gantry/model';
import type { PastLog, PresentPlane } from '../past/past-log.ts';
import type { AuditEntry } from './audit-trail.ts';
import { targetOfCommand } from './door-act.ts';
import { differencesIn, type ShownTable } from './shown-record.ts';

/** One object that an act changed: how it was just before, and just after. */
export interface ChangedObject {
  kind: string;
  /** null: it belongs to none. */
  namespace: string | null;
  name: string;
  change: 'added' | 'removed' | 'changed';
  differences: Difference[];
}

/** What one act of the audit changed. */
export interface AuditEffect {
  /**
   * `told`: in `objects`, which are as the log says. `none`: it changed nothing in the cluster. `waiting`: its undo window
   * is not over. `withdrawn`: it was taken back before. `refused`: it could not be done any more when its time came.
   * `unknown`: the line is from before lines said so. `forgotten`: the log no longer reaches back so far.
   */
  state: 'told' | 'none' | 'waiting' | 'withdrawn' | 'refused' | 'unknown' | 'forgotten';
  /** When it was done, by the log; null: it was not, or nobody knows. */
  atMs: number | null;
  objects: ChangedObject[];
  /** More was changed than is told here. */
  more: boolean;
}

const kinds: { [T in ShownTable]?: string } = {
  deployments: 'deployment',
  revisions: 'revision',
  rollouts: 'rollout',
  tasks: 'container',
  nodes: 'node',
  jobs: 'job',
  services: 'service',
  volumes: 'volume',
  budgets: 'disruption budget',
  autoscalers: 'autoscaler',
  configs: 'config',
  secrets: 'secret',
  namespaces: 'namespace',
  roles: 'role',
  frameworks: 'framework',
  offers: 'offer',
  intents: 'intent',
};

/** The tables that a verb writes by itself; what the engine does for it afterwards is told elsewhere. */
function tablesOf(verb: string): ShownTable[] {
  const [of = ''] = verb.split('.');
  if (verb === 'deployments.promote') return ['rollouts'];
  if (verb === 'deployments.pin') return ['revisions'];
  if (of === 'together') return ['deployments', 'nodes', 'services', 'tasks'];
  return of in kinds ? [of as ShownTable] : [];
}

const mostObjects = 40;
/** An undo window is a minute at most: no more commits than that are looked through for its end. */
const mostCommits = 4_096;
const commitsPerRead = 16;

const nothing = { atMs: null, objects: [], more: false };

/**
 * What an act changed, read from the log when somebody asks: its commit, and each record that it wrote as it was before.
 * An act that waited for its undo window is told by the commit that did it.
 */
export async function effectOf(
  entry: AuditEntry,
  { plane, log }: { plane: PresentPlane; log: PastLog },
): Promise<AuditEffect> {
  if (entry.outcome !== 'ok') return { state: 'none', ...nothing };
  if (entry.revision === undefined) return { state: 'unknown', ...nothing };
  if (entry.revision === null) return { state: 'none', ...nothing };
  try {
    const done = await commitOf(log, { revision: entry.revision, intent: entry.intent ?? null });
    if (typeof done === 'string') return { state: done, ...nothing };
    const found = await objectsOf(entry, done, { plane, log });
    const objects = found.slice(0, mostObjects);
    const more = found.length > mostObjects || found.some((one) => one.more);
    const told = objects.map(({ more: _, ...object }) => object);
    return { state: told.length === 0 ? 'none' : 'told', atMs: done.atMs, objects: told, more };
  } catch (error) {
    if (error instanceof CompactedError) return { state: 'forgotten', ...nothing };
    throw error;
  }
}

/** The commit in which it was done, or why there is none. */
async function commitOf(
  log: PastLog,
  { revision, intent }: { revision: number; intent: string | null },
): Promise<Commit | 'waiting' | 'withdrawn' | 'refused' | 'unknown'> {
  if (intent === null) return (await log.commits(revision - 1, 1))[0] ?? 'unknown';
  for (let after = revision - 1; after < revision + mostCommits; after += commitsPerRead) {
    const commits = await log.commits(after, commitsPerRead);
    for (const commit of commits) {
      const end = commit.changes.find(({ table, key }) => table === 'intents' && key === intent);
      if (end?.table !== 'intents' || end.value === null || end.value.state === 'waiting') continue;
      return end.value.state === 'done' ? commit : end.value.state;
    }
    if (commits.length < commitsPerRead) return 'waiting';
  }
  return 'unknown';
}

interface Sources {
  plane: PresentPlane;
  log: PastLog;
}

async function objectsOf(
  entry: AuditEntry,
  commit: Commit,
  sources: Sources,
): Promise<(ChangedObject & { more: boolean })[]> {
  const tables = new Set<TableName>(tablesOf(entry.verb));
  const names = new Set(entry.target.split(', '));
  const found: (ChangedObject & { more: boolean })[] = [];
  for (const change of commit.changes) {
    if (!tables.has(change.table)) continue;
    const object = await objectOf(change, { entry, names, revision: commit.revision, sources });
    if (object !== null) found.push(object);
    if (found.length > mostObjects) break;
  }
  return found;
}

async function objectOf(
  change: Change,
  of: { entry: AuditEntry; names: ReadonlySet<string>; revision: number; sources: Sources },
): Promise<(ChangedObject & { more: boolean }) | null> {
  const table = change.table as ShownTable;
  const { revision, sources } = of;
  const after = change.value;
  if (after !== null && !(await isMeant(change, of))) return null;
  const before = await sources.log.recordAt(table, change.key, revision - 1);
  if (after === null && (before === null || !(await isMeant({ ...change, value: before } as Change, of))))
    return null;
  const templates = {
    before: await templateOf(table, before, { revision: revision - 1, sources }),
    after: await templateOf(table, after, { revision, sources }),
  };
  const { differences, more } = differencesIn(table, { before, after } as never, templates);
  if (differences.length === 0 && before !== null && after !== null) return null;
  return {
    ...(await nameOf(change.table, (after ?? before)!, of)),
    ...kindOfChange(before, after),
    differences,
    more,
  };
}

const kindOfChange = (before: unknown, after: unknown): Pick<ChangedObject, 'change'> => {
  if (before === null) return { change: 'added' };
  return { change: after === null ? 'removed' : 'changed' };
};

interface Named {
  id?: string;
  namespace?: string;
  name?: string;
  deploymentId?: string | null;
  number?: number;
  toRevision?: number;
}

async function nameOf(
  table: TableName,
  record: object,
  { revision, sources }: { revision: number; sources: Sources },
): Promise<Pick<ChangedObject, 'kind' | 'namespace' | 'name'>> {
  const { namespace = null, name, id = '', deploymentId, number, toRevision } = record as Named;
  const kind = kinds[table as ShownTable] ?? table;
  if (table !== 'revisions' && table !== 'rollouts') return { kind, namespace, name: name ?? id };
  const deployment = await deploymentAt(deploymentId ?? '', { revision, sources });
  const of = deployment?.name ?? deploymentId ?? '';
  return { kind, namespace: deployment?.namespace ?? null, name: `${of} r${number ?? toRevision}` };
}

/** Whether the act was about it: one commit may hold what others did in the same moment. */
async function isMeant(
  { table, value }: Change,
  {
    entry,
    names,
    ...of
  }: { entry: AuditEntry; names: ReadonlySet<string>; revision: number; sources: Sources },
): Promise<boolean> {
  const { id = '', namespace, name = id, deploymentId } = (value ?? {}) as Named;
  if (table === 'revisions' || table === 'rollouts') {
    const deployment = await deploymentAt(deploymentId ?? '', of);
    return deployment !== null && names.has(`${deployment.namespace}/${deployment.name}`);
  }
  // It was taken back under the name of what its act is about.
  if (table === 'intents' && names.has(targetOfCommand((value as IntentRecord).act, of.sources.plane.view)))
    return true;
  if (names.has(`${namespace}/${name}`) || names.has(name) || names.has(id)) return true;
  // What a job was told to run is named after it.
  return entry.verb === 'jobs.run' && [...names].some((one) => `${namespace}/${name}`.startsWith(`${one}-`));
}

/** Deployments keep their name: the one that is there now says it, and the log of one that is gone. */
async function deploymentAt(
  id: string,
  { revision, sources: { plane, log } }: { revision: number; sources: Sources },
): Promise<DeploymentRecord | null> {
  return plane.view.get('deployments', id as never) ?? (await log.recordAt('deployments', id, revision));
}

/** A template is what its hash says, whenever it is looked up. */
async function templateOf(
  table: TableName,
  record: object | null,
  { revision, sources: { plane, log } }: { revision: number; sources: Sources },
): Promise<Template | null> {
  if (table !== 'deployments' || record === null) return null;
  const { templateHash } = record as DeploymentRecord;
  const kept = plane.view.get('templates', templateHash);
  return (kept ?? (await log.recordAt('templates', templateHash, revision)))?.template ?? null;
}
