import {
  type Change,
  type Commit,
  type DeploymentId,
  type FrameworkId,
  type JobId,
  type NodeId,
  type Resources,
  type Snapshot,
  type TableName,
  type Tables,
  type TaskId,
  type TaskRecord,
  tableNames,
} from '@gantry/model';
import type { View } from '../port.ts';
import { Derived } from './derived.ts';
import { deepFreeze } from './freeze.ts';
import type { NodeHolding } from './holdings.ts';
import { type IndexName, indexes, indexesOf, pathOf, type RecordUnder } from './indexes.ts';
import type { LayeredIndex } from './layered-index.ts';
import type { LayeredMap } from './layered-map.ts';
import { Layers } from './layers.ts';
import { byCreation, keyOf } from './record-key.ts';
import type { TaskCounts } from './task-counts.ts';
import { needsOf } from './template-needs.ts';

/**
 * All records with their indexes and sums: the adopted state, or a layer over one. A layer costs what is written to it,
 * never what lies below; it is merged down or dropped.
 */
export class State implements View {
  #revision: number;
  /** Of the commit that led to the revision. */
  #atMs = 0;
  readonly #below: State | null;
  readonly #layers: Layers;
  readonly derived: Derived;
  /** Development only: a record that anybody edits throws. */
  readonly #freezes: boolean;

  private constructor(below: State | null, { revision, freezes }: { revision: number; freezes: boolean }) {
    this.#below = below;
    this.#revision = revision;
    this.#freezes = freezes;
    this.#layers = new Layers(below === null ? null : below.#layers);
    this.derived = new Derived(this.#layers, (task) => this.needsOfTask(task));
  }

  /** Tables are loaded in the order in which their records were made, whatever order the store kept them in. */
  static load(snapshot: Snapshot, { freezes }: { freezes: boolean }): State {
    const loading = State.loading(snapshot, { freezes });
    for (;;) {
      const { done, value } = loading.next();
      if (done) return value;
    }
  }

  /** The same, some records at a time: whoever asks for the next ones may do something else in between. */
  static *loading(snapshot: Snapshot, { freezes }: { freezes: boolean }): Generator<void, State> {
    const state = new State(null, { revision: snapshot.revision, freezes });
    state.#atMs = snapshot.atMs;
    let loaded = 0;
    for (const table of loadOrder) {
      const records: Tables[TableName][] = [...snapshot.tables[table]];
      records.sort((a, b) => byCreation(keyOf(table, a), keyOf(table, b)));
      for (const record of records) {
        state.put(table, record);
        if (++loaded % recordsAtATime === 0) yield;
      }
    }
    return state;
  }

  layer(): State {
    const layer = new State(this, { revision: this.#revision, freezes: this.#freezes });
    layer.#atMs = this.#atMs;
    return layer;
  }

  get revision(): number {
    return this.#revision;
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#layers.read(table as TableName).get(key) as Tables[T] | undefined;
  }

  all<T extends TableName>(table: T): Generator<Tables[T]> {
    return this.#layers.read(table as TableName).values() as Generator<Tables[T]>;
  }

  count(table: TableName): number {
    return this.#layers.read(table).size;
  }

  index(name: IndexName): LayeredIndex {
    return this.#layers.read(name);
  }

  deployment(namespace: string, name: string): Tables['deployments'] | undefined {
    return this.findOne('deploymentsByPath', pathOf({ namespace, name }));
  }

  service(namespace: string, name: string): Tables['services'] | undefined {
    return this.findOne('servicesByPath', pathOf({ namespace, name }));
  }

  servicesIn(namespace: string): Tables['services'][] {
    return this.find('servicesByNamespace', namespace);
  }

  autoscaler(namespace: string, name: string): Tables['autoscalers'] | undefined {
    return this.findOne('autoscalersByPath', pathOf({ namespace, name }));
  }

  budget(namespace: string, name: string): Tables['budgets'] | undefined {
    return this.findOne('budgetsByPath', pathOf({ namespace, name }));
  }

  budgetsIn(namespace: string): Tables['budgets'][] {
    return this.find('budgetsByNamespace', namespace);
  }

  job(namespace: string, name: string): Tables['jobs'] | undefined {
    return this.findOne('jobsByPath', pathOf({ namespace, name }));
  }

  tasksOfJob(jobId: JobId): Tables['tasks'][] {
    return this.find('tasksByJob', jobId);
  }

  successorOf(taskId: TaskId): Tables['tasks'] | undefined {
    return this.find('successors', taskId)[0];
  }

  runsOf(jobId: JobId): Tables['jobs'][] {
    return this.find('jobsByParent', jobId);
  }

  nodeByName(name: string): Tables['nodes'] | undefined {
    return this.findOne('nodesByName', name);
  }

  deploymentsIn(namespace: string): Tables['deployments'][] {
    return this.find('deploymentsByNamespace', namespace);
  }

  config(namespace: string, name: string): Tables['configs'] | undefined {
    return this.findOne('configsByPath', pathOf({ namespace, name }));
  }

  secret(namespace: string, name: string): Tables['secrets'] | undefined {
    return this.findOne('secretsByPath', pathOf({ namespace, name }));
  }

  volume(namespace: string, name: string): Tables['volumes'] | undefined {
    return this.findOne('volumesByPath', pathOf({ namespace, name }));
  }

  volumesOfNode(nodeId: NodeId): Tables['volumes'][] {
    return this.find('volumesByNode', nodeId);
  }

  sightingsOf(deploymentId: DeploymentId): Tables['sightings'][] {
    return this.find('sightingsByDeployment', deploymentId);
  }

  /** The records under an index key, as they are now: safe to write while going through them. */
  find<N extends IndexName>(name: N, key: string): RecordUnder<N>[] {
    const table: TableName = indexes[name].table;
    return this.#layers
      .read(name as IndexName)
      .of(key)
      .map((member) => this.get(table, member) as RecordUnder<N>);
  }

  findOne<N extends IndexName>(name: N, key: string): RecordUnder<N> | undefined {
    const member = this.#layers.read(name as IndexName).first(key);
    return member === undefined ? undefined : (this.get(indexes[name].table, member) as RecordUnder<N>);
  }

  tasksOfNode(nodeId: NodeId): Tables['tasks'][] {
    return this.find('tasksByNode', nodeId);
  }

  tasksOfReplicaSet(replicaSetId: string): Tables['tasks'][] {
    const live = this.find('liveTasksByReplicaSet', replicaSetId);
    return [...live, ...this.find('endedTasksByReplicaSet', replicaSetId)];
  }

  tasksOfDeployment(deploymentId: DeploymentId): Tables['tasks'][] {
    return this.replicaSetsOf(deploymentId).flatMap(({ id }) => this.tasksOfReplicaSet(id));
  }

  revisionsOf(deploymentId: DeploymentId): Tables['revisions'][] {
    return this.find('revisionsByDeployment', deploymentId);
  }

  replicaSetsOf(deploymentId: DeploymentId): Tables['replicaSets'][] {
    return this.find('replicaSetsByDeployment', deploymentId);
  }

  rolloutsOf(deploymentId: DeploymentId): Tables['rollouts'][] {
    return this.find('rolloutsByDeployment', deploymentId);
  }

  tasksOfFramework(frameworkId: FrameworkId): Tables['tasks'][] {
    return this.find('tasksByFramework', frameworkId);
  }

  outstandingOffersOf(frameworkId: FrameworkId): Tables['offers'][] {
    return this.find('outstandingOffersByFramework', frameworkId);
  }

  reservationsOf(nodeId: NodeId): Tables['reservations'][] {
    return this.find('reservationsByNode', nodeId);
  }

  eventsOf(objectId: string): Tables['events'][] {
    return this.find('eventsByObject', objectId);
  }

  allocatedOf(nodeId: NodeId): Resources {
    return this.holdingOf(nodeId).resources;
  }

  holdingOf(nodeId: NodeId): NodeHolding {
    return this.derived.holdingOf(nodeId);
  }

  countsOf(cohort: string): TaskCounts {
    return this.derived.countsOf(cohort);
  }

  /** Active tasks of a deployment on a node. */
  tasksOn(deploymentId: DeploymentId, nodeId: NodeId): number {
    return this.nodeCounts(deploymentId)(nodeId);
  }

  /** Tells a deployment's active tasks on one node after the other, for as long as it has the same replica sets. */
  nodeCounts(deploymentId: DeploymentId): (nodeId: string) => number {
    const sets = this.replicaSetsOf(deploymentId);
    return (nodeId) => sets.reduce((sum, { id }) => sum + this.derived.tasksOn(id, nodeId), 0);
  }

  /** Active tasks of a deployment by node. */
  spreadOf(deploymentId: DeploymentId): ReadonlyMap<string, number> {
    const spread = new Map<string, number>();
    for (const { id } of this.replicaSetsOf(deploymentId)) {
      for (const [nodeId, count] of this.derived.spreadOf(id))
        spread.set(nodeId, (spread.get(nodeId) ?? 0) + count);
    }
    return spread;
  }

  needsOfTask(task: TaskRecord): Resources {
    return needsOf(this.get('templates', task.templateHash)!.template).resources;
  }

  put<T extends TableName>(table: T, record: Tables[T]): void {
    const key = keyOf(table, record);
    const before = this.get(table, key) ?? null;
    (this.#layers.write(table as TableName) as LayeredMap<object>).set(
      key,
      this.#freezes ? deepFreeze(record) : record,
    );
    this.#follow(table, key, { before, after: record });
  }

  delete(table: TableName, key: string): void {
    const before = this.get(table, key) ?? null;
    if (before === null) return;
    this.#layers.write(table).delete(key);
    this.#follow(table, key, { before, after: null });
  }

  /** What this layer writes, in the order of tables. */
  changes(): Change[] {
    const changes: Change[] = [];
    for (const table of tableNames) {
      const own: Iterable<[string, object | null]> = this.#layers.own(table)?.ownEntries() ?? [];
      for (const [key, value] of own) changes.push({ table, key, value } as Change);
    }
    return changes;
  }

  /** Makes this layer's writes those of the layer below; with a commit, they are its next revision. */
  mergeDown(commit: Pick<Commit, 'revision' | 'atMs'> | null): void {
    this.#layers.mergeDown();
    if (commit === null || this.#below === null) return;
    this.#below.#revision = commit.revision;
    this.#below.#atMs = commit.atMs;
  }

  /** Writes what another state wrote. Templates come first and go last, as tasks tell their needs by them. */
  apply({ revision, atMs, changes }: Commit): void {
    const isTemplate = ({ table }: Change) => table === 'templates';
    const added = changes.filter((change) => isTemplate(change) && change.value !== null);
    const gone = changes.filter((change) => isTemplate(change) && change.value === null);
    const others = changes.filter((change) => !isTemplate(change));
    for (const { table, key, value } of [...added, ...others, ...gone]) {
      if (value === null) this.delete(table, key);
      else this.put(table, value);
    }
    this.#revision = revision;
    this.#atMs = atMs;
  }

  snapshot(): Snapshot {
    const tables = Object.fromEntries(tableNames.map((table) => [table, [...this.all(table)]]));
    return { revision: this.#revision, atMs: this.#atMs, tables: tables as Snapshot['tables'] };
  }

  #follow<T extends TableName>(
    table: T,
    key: string,
    { before, after }: { before: Tables[T] | null; after: Tables[T] | null },
  ): void {
    for (const { name, key: keyUnder } of indexesOf.get(table) ?? []) {
      const was = before && keyUnder(before);
      const is = after && keyUnder(after);
      if (was === is) continue;
      if (was !== null) this.#layers.write(name).remove(was, key);
      if (is !== null) this.#layers.write(name).add(is, key);
    }
    this.#derive(table, before, after);
  }

  #derive(table: TableName, before: object | null, after: object | null): void {
    if (table === 'tasks') this.derived.taskChanged(before as TaskRecord | null, after as TaskRecord | null);
    if (table === 'nodes') {
      this.derived.nodeChanged(before as Tables['nodes'] | null, after as Tables['nodes'] | null);
    }
    if (table === 'offers') {
      this.derived.offerChanged(before as Tables['offers'] | null, after as Tables['offers'] | null);
    }
    if (table === 'volumes') {
      this.derived.volumeChanged(before as Tables['volumes'] | null, after as Tables['volumes'] | null);
    }
  }
}

/** Of a load that is done in parts: a few milliseconds of work. */
const recordsAtATime = 2_000;

/** Templates before the tasks whose resources they tell. */
const loadOrder = ['templates', ...tableNames.filter((table) => table !== 'templates')] as const;

/** The state of a cluster that never was: revision 0, no records. */
export function emptySnapshot(): Snapshot {
  const tables = Object.fromEntries(tableNames.map((table) => [table, []]));
  return { revision: 0, atMs: 0, tables: tables as unknown as Snapshot['tables'] };
}
