import type { View } from '@gantry/engine';
import {
  addResources,
  type Change,
  hasEnded,
  noResources,
  type Resources,
  type TableName,
  type Tables,
  tableNames,
} from '@gantry/model';

/** A view over plain maps, for tests that decide themselves what is in the tables. Nothing is indexed. */
export class TableView implements View {
  readonly #tables = new Map<TableName, Map<string, unknown>>(tableNames.map((name) => [name, new Map()]));
  revision = 0;

  write(changes: readonly Change[]): void {
    this.revision += 1;
    for (const { table, key, value } of changes) {
      if (value === null) this.#table(table).delete(key);
      else this.#table(table).set(key, value);
    }
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#table(table).get(key);
  }

  all<T extends TableName>(table: T): IterableIterator<Tables[T]> {
    return this.#table(table).values();
  }

  count(table: TableName): number {
    return this.#table(table).size;
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

  tasksOfNode(nodeId: string) {
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
    return this.#where('revisions', (one) => one.deploymentId === deploymentId);
  }

  replicaSetsOf(deploymentId: string) {
    return this.#where('replicaSets', (one) => one.deploymentId === deploymentId);
  }

  rolloutsOf(deploymentId: string) {
    return this.#where('rollouts', (one) => one.deploymentId === deploymentId);
  }

  eventsOf(objectId: string) {
    return this.#where('events', (event) => event.objectId === objectId);
  }

  /** One core for each live task, which is enough to tell loads apart. */
  allocatedOf(nodeId: string): Resources {
    const live = this.tasksOfNode(nodeId).filter(({ state }) => !hasEnded(state));
    return live.reduce((sum) => addResources(sum, { ...noResources, cpuMillis: 1_000 }), noResources);
  }

  #where<T extends TableName>(table: T, matches: (row: Tables[T]) => boolean): Tables[T][] {
    return [...this.all(table)].filter(matches);
  }

  #table<T extends TableName>(table: T): Map<string, Tables[T]> {
    return this.#tables.get(table) as Map<string, Tables[T]>;
  }
}
