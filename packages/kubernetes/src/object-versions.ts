import type { ControlPlane } from '@gantry/controlplane';
import type { Change, Commit, TableName } from '@gantry/model';

/** How many deleted objects are remembered for watches that resume from before the deletion. */
const tombstonesMax = 4_096;

export interface Tombstone {
  table: TableName;
  key: string;
  namespace: string;
  name: string;
  revision: number;
}

/**
 * At which revision each record last changed, and the names of what was deleted lately. Both are derived from commits:
 * after a start every record counts as changed at the revision the door started at.
 */
export class ObjectVersions {
  readonly startRevision: number;
  readonly tombstones: Tombstone[] = [];
  readonly #seen = new Map<string, { revision: number; namespace: string; name: string }>();
  readonly #stop: () => void;

  constructor(controlPlane: ControlPlane) {
    this.startRevision = controlPlane.view.revision;
    this.#stop = controlPlane.subscribe(this.startRevision, (commit) => this.#record(commit)) ?? (() => {});
  }

  versionOf(table: TableName, key: string): number {
    return this.#seen.get(`${table}/${key}`)?.revision ?? this.startRevision;
  }

  close(): void {
    this.#stop();
  }

  #record({ revision, changes }: Commit): void {
    for (const change of changes) this.#recordChange(revision, change);
    if (this.tombstones.length > tombstonesMax)
      this.tombstones.splice(0, this.tombstones.length - tombstonesMax);
  }

  #recordChange(revision: number, change: Change): void {
    const key = `${change.table}/${change.key}`;
    if (change.value !== null) {
      const { namespace = '', name = change.key } = change.value as { namespace?: string; name?: string };
      this.#seen.set(key, { revision, namespace, name });
      return;
    }
    const last = this.#seen.get(key);
    this.#seen.delete(key);
    if (last)
      this.tombstones.push({
        table: change.table,
        key: change.key,
        namespace: last.namespace,
        name: last.name,
        revision,
      });
  }
}
