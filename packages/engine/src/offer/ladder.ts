import {
  addResources,
  type FrameworkRecord,
  type NodeRecord,
  noResources,
  type Resources,
} from '@gantry/model';
import { classOf } from '../place/task-class.ts';
import type { Ladder, Rung, RungReason } from '../port.ts';
import { clientKey } from '../state/derived.ts';
import { freeOf } from '../state/holdings.ts';
import { holdingFor } from '../state/reservations.ts';
import type { State } from '../state/state.ts';
import { Allocator, type Client, type Standing } from './allocator.ts';
import type { OfferFilters } from './offer-filters.ts';
import { isFromOutside } from './offer-out.ts';
import { isWorthIt, mayBeOffered } from './offerable.ts';
import { volumesFor } from './offered-volumes.ts';
import { positive, Quotas } from './quota.ts';
import { isEnough, isWelcome } from './wishes.ts';

interface Scene {
  state: State;
  filters: OfferFilters;
  quotas: Quotas;
  nodes: NodeRecord[];
}

/** Who is next, and why others are not (rule OF14). Changes nothing. */
export function ladderOf(state: State, filters: OfferFilters): Omit<Ladder, 'offerTimeoutMs'> {
  const scene = { state, filters, quotas: new Quotas(state), nodes: [...state.all('nodes')] };
  const clients = new Map<Client, FrameworkRecord>();
  for (const framework of state.all('frameworks')) {
    if (framework.completedAtMs !== null) continue;
    for (const role of framework.roles) {
      const taken = state.derived.takenBy(clientKey(framework.id, role));
      clients.set({ role, framework: framework.id, taken, turns: framework.offersMade }, framework);
    }
  }
  const weights = new Map(Array.from(state.all('roles'), ({ name, weight }) => [name, weight]));
  const allocator = new Allocator({ clients: [...clients.keys()], weights, total: state.derived.total });
  const rungs = allocator
    .standings()
    .map((standing) => rungOf(scene, standing, clients.get(standing.client)!));
  // What waits of the built-in ones is placed before anything is offered to others.
  const rankOf = ({ frameworkId, isHungry }: Rung) =>
    isHungry ? Number(isFromOutside(state.get('frameworks', frameworkId)!)) : 2;
  rungs.sort((a, b) => rankOf(a) - rankOf(b));
  const next = rungs.find((rung) => rung.isHungry && mayHaveSomething(scene, rung));
  if (next !== undefined) next.isNext = true;
  return { total: state.derived.total, rungs };
}

/** Reasons that are about the framework itself, on whatever node: what comes free is not for it. */
const ownReasons: ReadonlySet<RungReason> = new Set(['gpus', 'unwelcome', 'tooLittle', 'limit']);

const plenty: Resources = {
  cpuMillis: Number.MAX_SAFE_INTEGER,
  memoryBytes: Number.MAX_SAFE_INTEGER,
  diskBytes: Number.MAX_SAFE_INTEGER,
  gpus: Number.MAX_SAFE_INTEGER,
};

/** Whether there is anything that could come free for it: its role is below its limit, and some node is one for it. */
function mayHaveSomething({ state, quotas }: Scene, { frameworkId, role, reasons }: Rung): boolean {
  const isBelowLimit = isEnough(state.get('frameworks', frameworkId)!, role, quotas.within(role, plenty));
  return isBelowLimit && (reasons.length === 0 || reasons.some(({ code }) => !ownReasons.has(code)));
}

function rungOf(scene: Scene, { client, levels }: Standing, framework: FrameworkRecord): Rung {
  const { role, taken } = client;
  const offered = scene.state
    .find('outstandingOffersByFramework', framework.id)
    .filter((offer) => offer.role === role)
    .reduce((sum, { resources }) => addResources(sum, resources), noResources);
  const refusedUntilAtMs = scene.filters.lastUntil(framework.id, role);
  const shares = { frameworkId: framework.id, role, levels, taken, offered, turns: framework.offersMade };
  const common = { ...shares, refusedUntilAtMs, isNext: false };
  const sated = isFromOutside(framework)
    ? whyNotAsked(framework, role)
    : whyNotWaiting(scene, framework, role);
  if (sated !== null) return { ...common, isHungry: false, why: sated, reasons: [] };
  const reasons = isFromOutside(framework) ? reasonsFor(scene, framework, role) : [];
  return { ...common, isHungry: true, why: sentenceOf(scene, reasons), reasons };
}

function whyNotAsked({ connected, suppressedRoles, name }: FrameworkRecord, role: string): string | null {
  if (!connected) return `${name} is not connected.`;
  return suppressedRoles.includes(role) ? `${name} asked for no offers until it revives.` : null;
}

/** Of the built-in ones: null when tasks of the role wait. */
function whyNotWaiting({ state }: Scene, { id }: FrameworkRecord, role: string): string | null {
  for (const key of state.index('waitingTasks').keys()) {
    const taskClass = classOf(state, key);
    if (taskClass?.frameworkId === id && taskClass.role === role) return null;
  }
  return 'Nothing of it waits for a place.';
}

/** For each node the first reason against offering it; empty where some node could be offered. */
function reasonsFor(scene: Scene, framework: FrameworkRecord, role: string): Rung['reasons'] {
  const counts = new Map<RungReason, number>();
  for (const node of scene.nodes) {
    const reason = reasonAt(scene, node, { framework, role });
    if (reason === null) return [];
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([code, nodes]) => ({ code, nodes })).sort((a, b) => b.nodes - a.nodes);
}

function reasonAt(
  { state, filters, quotas }: Scene,
  node: NodeRecord,
  { framework, role }: { framework: FrameworkRecord; role: string },
): RungReason | null {
  if (!mayBeOffered(node)) return 'unavailable';
  if (node.resources.gpus > 0 && !framework.capabilities.includes('GPU_RESOURCES')) return 'gpus';
  const free = positive(freeOf(node, holdingFor(state, node.id, { role, jobId: null })));
  if (!isWelcome(framework, role, node)) return 'unwelcome';
  if (!isEnough(framework, role, free)) return whyTooLittle(state, node, free);
  const within = quotas.within(role, free);
  if (!isEnough(framework, role, within)) return 'limit';
  const volumes = () => volumesFor(state, node, role);
  if (filters.refuses(framework.id, { role, nodeId: node.id, resources: within, volumes })) return 'refused';
  return isWorthIt(quotas.reservedFrom(role)) ? 'guarantees' : null;
}

function whyTooLittle(state: State, { id }: NodeRecord, free: Resources): RungReason {
  if (isWorthIt(free)) return 'tooLittle';
  return state.index('outstandingOffersByNode').isEmpty(id) ? 'full' : 'offered';
}

const sentences: Record<RungReason, (nodes: number) => string> = {
  unavailable: (nodes) => `${nodes} ${nodes === 1 ? 'takes' : 'take'} no tasks now`,
  gpus: (nodes) => `${nodes} ${nodes === 1 ? 'has' : 'have'} gpus, which it is not capable of`,
  unwelcome: (nodes) => `${nodes} ${nodes === 1 ? 'is' : 'are'} not among those that it takes offers of`,
  tooLittle: (nodes) => `${nodes} ${nodes === 1 ? 'has' : 'have'} less free than it wants to be asked about`,
  full: (nodes) => `${nodes} ${nodes === 1 ? 'has' : 'have'} nothing free`,
  offered: (nodes) => `${nodes} ${nodes === 1 ? 'is' : 'are'} held by offers that were not answered yet`,
  refused: (nodes) => `it refused ${nodes} for a while`,
  limit: (nodes) => `on ${nodes} its role is at its quota's limit`,
  guarantees: (nodes) => `${nodes} ${nodes === 1 ? 'is' : 'are'} kept for guarantees of other roles`,
};

function sentenceOf({ nodes }: Scene, reasons: Rung['reasons']): string {
  if (nodes.length === 0) return 'There are no nodes.';
  if (reasons.length === 0) return '';
  if (reasons.length === 1 && reasons[0]?.code === 'refused')
    return `It refused ${nodes.length === 1 ? 'the only node' : `all ${nodes.length} nodes`} for a while.`;
  const parts = reasons.map((reason) => sentences[reason.code](reason.nodes));
  return `Nothing can be offered on ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}: ${parts.join('; ')}.`;
}
