import { type NodeRecord, type Resources, subtractResources, type TaskRecord } from '@gantry/model';
import { figure } from '../figure.ts';
import { amounts, amountsNeeded } from '../place/amounts.ts';
import { describeConstraint, isDistributing } from '../place/constraints.ts';
import { refusalBy } from '../place/explain.ts';
import type { Fix } from '../port.ts';
import { holdsRoom } from '../state/holdings.ts';
import type { State } from '../state/state.ts';
import type { Asking, NearMiss } from './near-miss.ts';

interface Facts extends Asking {
  /** Nodes that have everything but room. */
  misses: readonly NearMiss[];
  nearest: NearMiss | null;
}

/** What would let a node take the task, the surest first (rule PL12). Each was tried on the filters, except a new node. */
export function fixesFor(state: State, facts: Facts): Fix[] {
  const { nearest, taskClass } = facts;
  return [
    ...hindrances.flatMap((hindrance) => liftedOn(state, facts, hindrance)),
    ...(nearest === null ? [] : [lowered(facts, nearest), freed(state, nearest, facts)]),
    newNode(taskClass),
  ].filter((fix) => fix !== null);
}

/** Something about a node that can be put right there. */
interface Hindrance {
  kind: 'uncordon' | 'node';
  isThere(node: NodeRecord): boolean;
  without(node: NodeRecord): NodeRecord;
  fix(node: NodeRecord): string;
}

const hindrances: readonly Hindrance[] = [
  {
    kind: 'uncordon',
    isThere: ({ cordoned, drain }) => cordoned || drain !== null,
    without: (node) => ({ ...node, cordoned: false, drain: null }),
    fix: ({ name }) => `Uncordon ${name}: it has room.`,
  },
  {
    kind: 'node',
    isThere: ({ status }) => status === 'unreachable',
    without: (node) => ({ ...node, status: 'ready' }),
    fix: ({ name }) => `Bring ${name} back, whose agent is not heard of: it has room.`,
  },
  {
    kind: 'node',
    isThere: ({ taints }) => taints.length > 0,
    without: (node) => ({ ...node, taints: [] }),
    fix: ({ name, taints }) =>
      taints.length === 1
        ? `Take off ${name} the taint ${taints[0]!.key}, or tolerate it: it has room.`
        : `Take off ${name} the taints ${taints.map(({ key }) => key).join(', ')}, or tolerate them: it has room.`,
  },
];

/** More of a kind help nobody to choose. */
const mostOfKind = 3;

function liftedOn(state: State, asking: Asking, { kind, isThere, without, fix }: Hindrance): Fix[] {
  const found: Fix[] = [];
  for (const node of state.all('nodes')) {
    if (!isThere(node) || refusalBy(state, without(node), asking) !== null) continue;
    found.push({ kind, nodeId: node.id, node: node.name, message: fix(node) });
    if (found.length === mostOfKind) break;
  }
  return found;
}

const covers = (has: Resources, wanted: Resources): boolean =>
  has.cpuMillis >= wanted.cpuMillis &&
  has.memoryBytes >= wanted.memoryBytes &&
  has.diskBytes >= wanted.diskBytes &&
  has.gpus >= wanted.gpus;

/** To what the nearest node has free, unless that is nothing of something that is wanted. */
function lowered({ misses, taskClass: { needs } }: Facts, { lacks }: NearMiss): Fix | null {
  const resources = subtractResources(needs.resources, lacks);
  const isNothing = (kind: keyof Resources) => lacks[kind] > 0 && resources[kind] <= 0;
  if (isNothing('cpuMillis') || isNothing('memoryBytes') || isNothing('diskBytes') || isNothing('gpus'))
    return null;
  const nodes = misses.filter(({ free }) => covers(free, resources)).length;
  const message = `Request no more than ${amounts(onlyOf(resources, lacks))}: ${figure(nodes)} ${nodes === 1 ? 'node has' : 'nodes have'} room for that.`;
  return { kind: 'lower', resources, nodes, message };
}

/** The amounts of those resources that are lacking. */
const onlyOf = (resources: Resources, lacks: Resources): Resources => ({
  cpuMillis: lacks.cpuMillis > 0 ? resources.cpuMillis : 0,
  memoryBytes: lacks.memoryBytes > 0 ? resources.memoryBytes : 0,
  diskBytes: lacks.diskBytes > 0 ? resources.diskBytes : 0,
  gpus: lacks.gpus > 0 ? resources.gpus : 0,
});

/** On the nearest node, if it is large enough at all; by the smallest task there whose end would do. */
function freed(state: State, { node, lacks }: NearMiss, { taskClass }: Facts): Fix | null {
  if (!covers(node.resources, taskClass.needs.resources)) return null;
  const enough = state
    .tasksOfNode(node.id)
    .filter((task) => holdsRoom(task) && covers(state.needsOfTask(task), lacks))
    .sort((a, b) => state.needsOfTask(a).cpuMillis - state.needsOfTask(b).cpuMillis)[0];
  const message = `Free ${amountsNeeded(lacks)} on ${node.name}${enough === undefined ? '' : holderOf(state, enough)}.`;
  return { kind: 'free', nodeId: node.id, node: node.name, message };
}

const holderOf = (state: State, task: TaskRecord): string =>
  `, where ${task.name} holds ${amounts(state.needsOfTask(task))}`;

function newNode({ template, needs, nearness }: Asking['taskClass']): Fix {
  const fields = [
    ...Object.entries(template.nodeSelector).map(([key, value]) => `${key}=${value}`),
    ...template.constraints.filter((one) => !isDistributing(one)).map(describeConstraint),
    ...(nearness?.isRequired ? [`${nearness.label}=${nearness.value}`] : []),
  ];
  const room = amountsNeeded(needs.resources);
  const message = `Add a node with the ${template.runtime} runtime${room === '' ? '' : ` and ${room} free`}${fields.length === 0 ? '' : `, and ${fields.join(', ')}`}.`;
  return { kind: 'addNode', message };
}
