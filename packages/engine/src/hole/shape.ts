import { type NodeRecord, noResources, type Resources, type RuntimeInfo, type Template } from '@gantry/model';
import { deploymentsFrameworkId } from '../offer/framework.ts';
import { type Refusal, refusalOfNode, refusalOfRoom } from '../place/filters.ts';
import type { TaskClass } from '../place/task-class.ts';
import type { Shape } from '../port.ts';
import { holdingFor } from '../state/reservations.ts';
import type { State } from '../state/state.ts';

const template: Template = {
  runtime: 'docker',
  labels: {},
  annotations: {},
  containers: [],
  nodeSelector: {},
  constraints: [],
  tolerations: [],
  priority: 0,
  terminationGracePeriodSeconds: 30,
  volumes: [],
  hostNetwork: false,
  restartedAt: null,
};
const withRuntime = new Map<RuntimeInfo['name'], Template>();

/** With the runtime that the node has: a shape is of no runtime of its own. */
function templateFor({ runtimes }: NodeRecord): Template {
  const name = runtimes.find(({ available }) => available)?.name ?? template.runtime;
  const known = withRuntime.get(name) ?? { ...template, runtime: name };
  withRuntime.set(name, known);
  return known;
}

/** The same of as good as nothing, for node after node: made once for each runtime. */
export function classesOfShape(shape: Pick<Shape, 'role' | 'ports'>): (node: NodeRecord) => TaskClass {
  const made = new Map<Template, TaskClass>();
  return (node) => {
    const known = made.get(templateFor(node)) ?? classOfSize(node, { shape, resources: noResources });
    made.set(known.template, known);
    return known;
  };
}

/** A task of a shape's role and so many resources, as the filters see one. It wants nothing but room. */
export function classOfSize(
  node: NodeRecord,
  { shape, resources }: { shape: Pick<Shape, 'role' | 'ports'>; resources: Resources },
): TaskClass {
  const ports = Array.from({ length: shape.ports }, () => 0);
  return {
    key: 'hole',
    cohort: 'hole',
    ownerCohorts: [],
    frameworkId: deploymentsFrameworkId,
    role: shape.role,
    jobId: null,
    about: { objectKind: 'cluster', objectId: 'hole', objectName: 'hole', namespace: '' },
    namespace: '',
    template: templateFor(node),
    needs: { resources, ports, fixedPorts: [], dynamicPorts: ports.length, volumes: [] },
    nearness: null,
    together: null,
  };
}

/** What keeps a task of a shape's role and size off a node; null: it has a place there. */
export function refusalOfSize(
  state: State,
  node: NodeRecord,
  of: { shape: Pick<Shape, 'role' | 'ports'>; resources: Resources },
): Refusal | null {
  const taskClass = classOfSize(node, of);
  return (
    refusalOfNode(node, taskClass) ?? refusalOfRoom(node, holdingFor(state, node.id, taskClass), taskClass)
  );
}
