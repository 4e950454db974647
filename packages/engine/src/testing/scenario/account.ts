import type { Commit, DeploymentRecord, EventRecord, ReplicaSetRecord, TaskRecord } from '@gantry/model';
import type { View } from '../../port.ts';

/** Said at the beginning of every scenario. */
const unremarkable: ReadonlySet<string> = new Set([
  'NodeRegistered',
  'NamespaceCreated',
  'DeploymentCreated',
]);

/** What a scenario's output tells: the counts of each deployment whenever they change, and what its timeline says. */
export class Account {
  readonly lines: string[] = [];
  readonly #view: () => View;
  readonly #counts = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(view: () => View) {
    this.#view = view;
  }

  /** Tells one step. */
  add({ changes }: Commit, nowMs: number): void {
    this.#nameAll();
    const told = changes.flatMap((change) =>
      change.table === 'events' && change.value ? [change.value] : [],
    );
    const lines = [
      ...told
        .filter(({ objectKind, reason }) => objectKind !== 'task' && !unremarkable.has(reason))
        .map((event) => this.#event(event)),
      ...this.#changedCounts(),
    ];
    lines.forEach((line, index) => {
      this.lines.push(`${index === 0 ? stamp(nowMs) : ' '.repeat(9)} ${line}`);
    });
  }

  /** Replica sets by revision and tasks by number, so that hashes and ids do not show. */
  plain(text: string): string {
    return [...this.#names].reduce((plain, [name, short]) => plain.replaceAll(name, short), text);
  }

  /** The task that `r1.2` stands for. */
  taskNamed(short: string): TaskRecord {
    const name = [...this.#names].find(([, known]) => known === short)?.[0];
    const task = [...this.#view().all('tasks')].find((one) => one.name === name);
    if (task === undefined) throw new Error(`There is no task ${short}.`);
    return task;
  }

  #event({ objectName, reason, message, count }: EventRecord): string {
    return this.plain(`${objectName}: ${reason}${count > 1 ? ` (${count})` : ''}: ${message}`);
  }

  #changedCounts(): string[] {
    return [...this.#view().all('deployments')].flatMap((deployment) => {
      const counts = countsOf(this.#view(), deployment);
      if (this.#counts.get(deployment.id) === counts) return [];
      this.#counts.set(deployment.id, counts);
      return [`${deployment.name}  ${counts}`];
    });
  }

  #nameAll(): void {
    const view = this.#view();
    for (const set of view.all('replicaSets')) {
      const short = `set-of-r${[...set.revisionHistory, set.revision].join('-r')}`;
      const tasks = [...view.tasksOfReplicaSet(set.id)];
      for (const task of tasks) this.#nameTask(task);
      this.#names.delete(set.name);
      this.#names.set(set.name, short);
    }
  }

  #nameTask({ name, revision }: TaskRecord): void {
    if (this.#names.has(name)) return;
    const others = [...this.#names.values()].filter((short) => short.startsWith(`r${revision}.`)).length;
    this.#names.set(name, `r${revision}.${others + 1}`);
  }
}

function stamp(nowMs: number): string {
  return `${(nowMs / 1000).toFixed(1)}s`.padStart(9);
}

/** `r1 3/3  r2 1/2 (1 stopping)`: ready of active, by revision. */
export function countsOf(view: View, { id }: DeploymentRecord): string {
  const sets = [...view.replicaSetsOf(id)].sort((a, b) => a.revision - b.revision);
  const shown = sets.map((set) => countOf(view, set)).filter((text) => text !== '');
  return shown.length === 0 ? 'no tasks' : shown.join('  ');
}

function countOf(view: View, { id, revision }: ReplicaSetRecord): string {
  const live = [...view.tasksOfReplicaSet(id)].filter(
    ({ state }) => !['succeeded', 'failed', 'stopped', 'lost'].includes(state),
  );
  const active = live.filter(({ desired }) => desired === 'running');
  const stopping = live.length - active.length;
  if (live.length === 0) return '';
  const ready = active.filter((task) => task.ready).length;
  return `r${revision} ${ready}/${active.length}${stopping > 0 ? ` (${stopping} stopping)` : ''}`;
}
