import {
  deploymentRecord,
  eventRecord,
  nodeRecord,
  replicaSetRecord,
  type TablePlane,
  taskRecord,
  templateRecord,
} from '@gantry/api/testing';
import type { Change, TaskRecord } from '@gantry/model';
import fc from 'fast-check';

/** What may happen in a cluster, by what the engine guarantees: ids are never used twice, tasks never change hands. */
export type Happening =
  | { kind: 'deploy'; name: string }
  | { kind: 'scale'; name: string; by: number }
  | { kind: 'place'; node: number }
  | { kind: 'ready' }
  | { kind: 'end' }
  | { kind: 'forget' }
  | { kind: 'undeploy'; name: string }
  | { kind: 'cordon'; node: number };

const name = fc.constantFrom('web', 'api');
const node = fc.integer({ min: 0, max: 1 });
/** Any of them, so few names and nodes that they meet. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('deploy' as const), name }),
  fc.record({ kind: fc.constant('scale' as const), name, by: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('place' as const), node }),
  fc.record({ kind: fc.constant('ready' as const) }),
  fc.record({ kind: fc.constant('end' as const) }),
  fc.record({ kind: fc.constant('forget' as const) }),
  fc.record({ kind: fc.constant('undeploy' as const), name }),
  fc.record({ kind: fc.constant('cordon' as const), node }),
);

/** Lets things happen on a plane of tables. One happening is one commit, and has events like the real one. */
export class ClusterStory {
  readonly #plane: TablePlane;
  #ids = 0;

  constructor(plane: TablePlane) {
    this.#plane = plane;
    plane.commit(
      { table: 'templates', key: 'h1', value: templateRecord('h1') },
      ...[0, 1].map((node) => ({ table: 'nodes', key: `n${node}`, value: nodeRecord(`n${node}`) }) as const),
    );
  }

  let(happening: Happening): void {
    const changes = this.#changesOf(happening);
    if (changes.length > 0) this.#plane.commit(...changes);
  }

  #changesOf(happening: Happening): Change[] {
    switch (happening.kind) {
      case 'deploy':
        return this.#deploy(happening.name);
      case 'scale':
        return this.#scale(happening.name, happening.by);
      case 'place':
        return this.#move('pending', { nodeId: `n${happening.node}`, state: 'assigned' });
      case 'ready':
        return this.#move('assigned', { state: 'running', ready: true, readyAtMs: this.#plane.nowMs });
      case 'end':
        return this.#move('running', { state: 'stopped', ready: false });
      case 'forget':
        return this.#forget();
      case 'undeploy':
        return this.#undeploy(happening.name);
      case 'cordon':
        return this.#cordon(`n${happening.node}`);
    }
  }

  #newId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}${this.#ids}`;
  }

  #deploy(name: string): Change[] {
    if (this.#plane.view.deployment('default', name)) return [];
    const id = this.#newId('d');
    const set = replicaSetRecord(`set-${id}`, { deploymentId: id, name });
    return [
      { table: 'deployments', key: id, value: deploymentRecord(id, { name }) },
      { table: 'replicaSets', key: set.id, value: set },
      this.#event(id),
    ];
  }

  #scale(name: string, by: number): Change[] {
    const deployment = this.#plane.view.deployment('default', name);
    if (!deployment) return [];
    return Array.from({ length: by }, () => {
      const id = this.#newId('t');
      const owner = { deploymentId: deployment.id, replicaSetId: `set-${deployment.id}` };
      return { table: 'tasks', key: id, value: taskRecord(id, owner) };
    });
  }

  #move(from: TaskRecord['state'], to: Parameters<typeof taskRecord>[1]): Change[] {
    const task = [...this.#plane.view.all('tasks')].find((one) => one.state === from);
    if (!task) return [];
    return [{ table: 'tasks', key: task.id, value: { ...task, ...to } as TaskRecord }, this.#event(task.id)];
  }

  #forget(): Change[] {
    const task = [...this.#plane.view.all('tasks')].find((one) => one.state === 'stopped');
    return task ? [{ table: 'tasks', key: task.id, value: null }] : [];
  }

  #undeploy(name: string): Change[] {
    const deployment = this.#plane.view.deployment('default', name);
    if (!deployment) return [];
    const tasks = [...this.#plane.view.tasksOfDeployment(deployment.id)];
    const live = tasks.filter(({ state }) => state !== 'stopped');
    // As the engine does: tasks end first, and only what has ended is forgotten.
    if (live.length > 0) return live.map(stopped);
    const gone = tasks.map((task) => ({ table: 'tasks', key: task.id, value: null }) as const);
    return [
      ...gone,
      { table: 'replicaSets', key: `set-${deployment.id}`, value: null },
      { table: 'deployments', key: deployment.id, value: null },
    ];
  }

  #cordon(nodeId: string): Change[] {
    const node = this.#plane.view.get('nodes', nodeId);
    if (!node) return [];
    const value = { ...node, cordoned: !node.cordoned };
    return [{ table: 'nodes', key: nodeId, value }, this.#event(nodeId)];
  }

  #event(objectId: string): Change {
    const id = this.#newId('e');
    return { table: 'events', key: id, value: eventRecord(id, { objectId }) };
  }
}

function stopped(task: TaskRecord): Change {
  return { table: 'tasks', key: task.id, value: { ...task, state: 'stopped', ready: false } };
}
