import type { NodeDescription, NodeId, NodeRecord, TaskReport } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutNode, record } from '../timeline.ts';
import { described } from './describe.ts';
import { acceptReports } from './report.ts';
import { keepAsDescribed } from './static-reservations.ts';

export interface Registration {
  /** null, or one that is not known any more: a new node. */
  nodeId: NodeId | null;
  node: NodeDescription;
  tasks: readonly TaskReport[];
}

/** An agent (re)connected: its node is ready, and what it says of its tasks counts from here on. */
export function acceptRegistration(draft: Draft, { nodeId, node, tasks }: Registration): NodeRecord {
  const known = nodeId === null ? undefined : draft.state.get('nodes', nodeId);
  const registered = known === undefined ? addNode(draft, node) : returnNode(draft, known, node);
  keepAsDescribed(draft, registered, node);
  acceptReports(draft, registered, tasks);
  return registered;
}

function addNode(draft: Draft, { reserved: _, ...description }: NodeDescription): NodeRecord {
  const node = draft.put('nodes', {
    ...description,
    id: draft.newId('node') as NodeId,
    name: freeName(draft, description.name),
    annotations: {},
    taints: [],
    status: 'ready',
    statusReason: '',
    cordoned: false,
    drain: null,
    registeredAtMs: draft.nowMs,
    statusChangedAtMs: draft.nowMs,
    session: 1,
  });
  record(draft, aboutNode(node), 'NodeRegistered', `Joined the cluster as ${node.name}.`);
  return node;
}

/** Machines of one name are told apart by a number (rule NL7). */
function freeName(draft: Draft, name: string): string {
  if (draft.state.nodeByName(name) === undefined) return name;
  for (let number = 2; ; number++) {
    if (draft.state.nodeByName(`${name}-${number}`) === undefined) return `${name}-${number}`;
  }
}

function returnNode(draft: Draft, known: NodeRecord, description: NodeDescription): NodeRecord {
  const isBack = known.status === 'unreachable';
  const node = draft.put('nodes', {
    ...described(known, description),
    status: 'ready',
    statusReason: '',
    statusChangedAtMs: isBack ? draft.nowMs : known.statusChangedAtMs,
    session: known.session + 1,
  });
  if (isBack) record(draft, aboutNode(node), 'NodeReady', 'Connected again.');
  return node;
}
