import { type NodeRecord, type Resources, type Template, takenPortsAttribute } from '@gantry/model';
import { freeOf, type NodeHolding } from '../state/holdings.ts';
import {
  describeConstraint,
  isDistributing,
  mayAdd,
  satisfies,
  type TaskPlace,
  unselected,
} from './constraints.ts';
import { fieldOf } from './node-field.ts';
import { assignPorts, unavailablePort } from './ports.ts';
import { blockingTaint } from './taints.ts';
import type { Nearness, TaskClass } from './task-class.ts';

export type RefusalCode =
  | 'unreachable'
  | 'draining'
  | 'cordoned'
  | 'runtime'
  | 'taint'
  | 'nodeSelector'
  | 'constraint'
  | 'locality'
  | 'kept'
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'gpus'
  | 'hostPort'
  | 'dynamicPorts'
  | 'spread'
  | 'volume'
  | 'volumeDriver'
  | 'volumeInUse';

/** Why a node cannot take a task. */
export interface Refusal {
  code: RefusalCode;
  /** What exactly stands in the way: a taint, a constraint, a port, why a runtime is missing. */
  detail: string;
  /** Of a resource: how much of it the node has free. */
  free: number;
}

export const refuse = (code: RefusalCode, detail = '', free = 0): Refusal => ({ code, detail, free });

/** What does not change as tasks come and go. null: nothing stands in the way. */
export function refusalOfNode(
  node: NodeRecord,
  { template, nearness }: Pick<TaskClass, 'template' | 'nearness'>,
): Refusal | null {
  if (node.status === 'unreachable') return refuse('unreachable');
  if (node.drain !== null && node.drain.doneAtMs === null) return refuse('draining');
  if (node.cordoned) return refuse('cordoned');
  const runtime = node.runtimes.find(({ name }) => name === template.runtime);
  if (!runtime?.available) return refuse('runtime', runtime?.detail ?? '');
  const taint = blockingTaint(node, template);
  if (taint !== null) return refuse('taint', taint.value === '' ? taint.key : `${taint.key}=${taint.value}`);
  const label = unselected(node, template);
  if (label !== null) return refuse('nodeSelector', label);
  const constraint = template.constraints.find((one) => !satisfies(node, one));
  if (constraint !== undefined) return refuse('constraint', describeConstraint(constraint));
  if (nearness === null || !nearness.isRequired || isNear(node, nearness)) return null;
  return refuse('locality', `${nearness.label}=${nearness.value}`);
}

export const isNear = (node: NodeRecord, { label, value }: Nearness): boolean =>
  fieldOf(node, label) === value;

const resourceCodes = [
  ['cpu', 'cpuMillis'],
  ['memory', 'memoryBytes'],
  ['disk', 'diskBytes'],
  ['gpus', 'gpus'],
] as const satisfies [RefusalCode, keyof Resources][];

/** Whether there is room for one more on the node now. */
export const refusalOfRoom = (
  node: NodeRecord,
  holding: NodeHolding,
  taskClass: Pick<TaskClass, 'needs'>,
): Refusal | null => refusalOfResources(node, holding, taskClass) ?? refusalOfPorts(node, holding, taskClass);

function refusalOfResources(
  node: NodeRecord,
  holding: NodeHolding,
  { needs }: Pick<TaskClass, 'needs'>,
): Refusal | null {
  const free = freeOf(node, holding);
  for (const [code, kind] of resourceCodes) {
    // A node that was made smaller than what runs on it has less than nothing; who wants nothing still fits.
    if (needs.resources[kind] > Math.max(0, free[kind])) return refuse(code, '', Math.max(0, free[kind]));
  }
  return null;
}

/** Whether the host ports that it publishes can be had on the node. */
export function refusalOfPorts(
  node: NodeRecord,
  holding: NodeHolding,
  { needs }: Pick<TaskClass, 'needs'>,
): Refusal | null {
  if (needs.ports.length === 0) return null;
  const ports = { ranges: node.ports, used: holding.ports };
  const port = unavailablePort(needs.fixedPorts, ports);
  if (port !== null)
    return refuse('hostPort', isOthers(node, port) ? `${port}: another program has it` : `${port} to give`);
  return assignPorts(needs.ports, ports) === null ? refuse('dynamicPorts') : null;
}

const isOthers = ({ attributes }: NodeRecord, port: number) =>
  attributes[takenPortsAttribute]?.split(',').includes(String(port)) ?? false;

/** Whether the deployment's other tasks leave the node open for one more. */
export function refusalOfSpread(
  node: NodeRecord,
  { constraints }: Template,
  places: readonly TaskPlace[],
): Refusal | null {
  const broken = constraints.find((one) => isDistributing(one) && !mayAdd(node, one, places));
  return broken === undefined ? null : refuse('spread', describeConstraint(broken));
}
