import type { ControlPlane } from '@gantry/controlplane';
import type { View } from '@gantry/engine';
import { type Change, type Commit, hasEnded, type TableName, type Tables } from '@gantry/model';

/** How many deleted objects are remembered for watches that resume from before the deletion. */
const tombstonesMax = 4_096;

export interface Tombstone {
  table: TableName;
  key: string;
  namespace: string;
  name: string;
  revision: number;
}

/** Of a record that may be deleted without being written once more, the name has to be known beforehand. */
const deletedAtOnce = [
  'namespaces',
  'nodes',
  'deployments',
  'replicaSets',
  'events',
  'services',
  'budgets',
  'configs',
  'secrets',
  'volumes',
  'jobs',
  'autoscalers',
] as const;

/**
 * At which revision each record last changed, and the names of what was deleted lately. Both are derived from commits:
 * after a start every record counts as changed at the revision the door started at.
 */
export class ObjectVersions {
  readonly startRevision: number;
  readonly tombstones: Tombstone[] = [];
  readonly #view: View;
  readonly #seen = new Map<string, { revision: number; namespace: string; name: string }>();
  readonly #stop: () => void;

  constructor(controlPlane: ControlPlane) {
    this.#view = controlPlane.view;
    this.startRevision = controlPlane.view.revision;
    for (const table of deletedAtOnce) {
      for (const record of this.#view.all(table)) this.#see(table, keyOf(record), record, this.startRevision);
    }
    for (const task of this.#view.all('tasks')) {
      if (hasEnded(task.state)) this.#see('tasks', task.id, task, this.startRevision);
    }
    this.#stop = controlPlane.subscribe(this.startRevision, (commit) => this.#record(commit)) ?? (() => {});
  }

  versionOf(table: TableName, key: string): number {
    return this.#seen.get(`${table}/${key}`)?.revision ?? this.startRevision;
  }

  close(): void {
    this.#stop();
  }

  #see(table: TableName, key: string, record: Tables[TableName], revision: number): void {
    this.#seen.set(`${table}/${key}`, { revision, ...this.#nameOf(table, key, record) });
  }

  /** As the API names it. A replica set is in its deployment's namespace; an event's name ends in its id. */
  #nameOf(table: TableName, key: string, record: Tables[TableName]): { namespace: string; name: string } {
    if (table === 'replicaSets') {
      const { deploymentId, name } = record as Tables['replicaSets'];
      return { name, namespace: this.#view.get('deployments', deploymentId)?.namespace ?? '' };
    }
    if (table === 'events') {
      const { namespace, objectName } = record as Tables['events'];
      return { name: `${objectName}.${key}`, namespace: namespace || 'default' };
    }
    const { namespace = '', name = key } = record as { namespace?: string; name?: string };
    return { namespace, name };
  }

  #record({ revision, changes }: Commit): void {
    for (const change of changes) this.#recordChange(revision, change);
    if (this.tombstones.length > tombstonesMax)
      this.tombstones.splice(0, this.tombstones.length - tombstonesMax);
  }

  #recordChange(revision: number, { table, key, value }: Change): void {
    if (value !== null) {
      this.#see(table, key, value, revision);
      return;
    }
    const last = this.#seen.get(`${table}/${key}`);
    this.#seen.delete(`${table}/${key}`);
    if (last) this.tombstones.push({ table, key, ...last, revision });
  }
}

const keyOf = (record: { id: string } | { name: string }) => ('id' in record ? record.id : record.name);
