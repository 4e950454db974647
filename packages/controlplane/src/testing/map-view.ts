import type { View } from '@gantry/engine';
import {
  type Change,
  type NodeId,
  noResources,
  type Snapshot,
  type TableName,
  type Tables,
  tableNames,
} from '@gantry/model';

type State = { [T in TableName]: Map<string, Tables[T]> };

/** The plainest view of records: whole tables, scanned. */
export class MapView implements View {
  revision = 0;
  readonly #state = Object.fromEntries(tableNames.map((name) => [name, new Map()])) as State;

  apply(revision: number, changes: readonly Change[]): void {
    this.revision = revision;
    for (const { table, key, value } of changes) {
      const records: Map<string, unknown> = this.#state[table];
      if (value === null) records.delete(key);
      else records.set(key, value);
    }
  }

  snapshot(atMs: number): Snapshot {
    const tables = tableNames.map((name) => [name, [...this.#state[name].values()]]);
    return { revision: this.revision, atMs, tables: Object.fromEntries(tables) as Snapshot['tables'] };
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#state[table].get(key);
  }

  all<T extends TableName>(table: T): IterableIterator<Tables[T]> {
    return this.#state[table].values();
  }

  count(table: TableName): number {
    return this.#state[table].size;
  }

  deployment(namespace: string, name: string) {
    return this.#where('deployments', (one) => one.namespace === namespace && one.name === name)[0];
  }

  service(namespace: string, name: string) {
    return this.servicesIn(namespace).find((one) => one.name === name);
  }

  servicesIn(namespace: string) {
    return this.#where('services', (one) => one.namespace === namespace);
  }

  autoscaler(namespace: string, name: string) {
    return this.#where('autoscalers', (one) => one.namespace === namespace && one.name === name)[0];
  }

  budget(namespace: string, name: string) {
    return this.budgetsIn(namespace).find((one) => one.name === name);
  }

  budgetsIn(namespace: string) {
    return this.#where('budgets', (one) => one.namespace === namespace);
  }

  nodeByName(name: string) {
    return this.#where('nodes', (node) => node.name === name)[0];
  }

  deploymentsIn(namespace: string) {
    return this.#where('deployments', (one) => one.namespace === namespace);
  }

  config(namespace: string, name: string) {
    return this.#where('configs', (one) => one.namespace === namespace && one.name === name)[0];
  }

  secret(namespace: string, name: string) {
    return this.#where('secrets', (one) => one.namespace === namespace && one.name === name)[0];
  }

  volume(namespace: string, name: string) {
    return this.#where('volumes', (one) => one.namespace === namespace && one.name === name)[0];
  }

  volumesOfNode(nodeId: string) {
    return this.#where('volumes', (volume) => volume.nodeId === nodeId);
  }

  sightingsOf(deploymentId: string) {
    return this.#where('sightings', (sighting) => sighting.deploymentId === deploymentId);
  }

  tasksOfNode(nodeId: NodeId) {
    return this.#where('tasks', (task) => task.nodeId === nodeId);
  }

  tasksOfDeployment(deploymentId: string) {
    return this.#where('tasks', (task) => task.deploymentId === deploymentId);
  }

  job(namespace: string, name: string) {
    return this.#where('jobs', (one) => one.namespace === namespace && one.name === name)[0];
  }

  tasksOfJob(jobId: string) {
    return this.#where('tasks', (task) => task.jobId === jobId);
  }

  runsOf(jobId: string) {
    return this.#where('jobs', (one) => one.parentId === jobId);
  }

  tasksOfReplicaSet(replicaSetId: string) {
    return this.#where('tasks', (task) => task.replicaSetId === replicaSetId);
  }

  reservationsOf(nodeId: string) {
    return this.#where('reservations', (one) => one.nodeId === nodeId);
  }

  tasksOfFramework(frameworkId: string) {
    return this.#where('tasks', (task) => task.frameworkId === frameworkId && task.deploymentId === null);
  }

  outstandingOffersOf(frameworkId: string) {
    return this.#where('offers', (one) => one.frameworkId === frameworkId && one.state === 'outstanding');
  }

  revisionsOf(deploymentId: string) {
    return this.#where('revisions', (revision) => revision.deploymentId === deploymentId);
  }

  replicaSetsOf(deploymentId: string) {
    return this.#where('replicaSets', (set) => set.deploymentId === deploymentId);
  }

  rolloutsOf(deploymentId: string) {
    return this.#where('rollouts', (rollout) => rollout.deploymentId === deploymentId);
  }

  eventsOf(objectId: string) {
    return this.#where('events', (event) => event.objectId === objectId);
  }

  allocatedOf() {
    return noResources;
  }

  #where<T extends TableName>(table: T, is: (record: Tables[T]) => boolean): Tables[T][] {
    return [...this.#state[table].values()].filter(is);
  }
}
