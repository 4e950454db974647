import {
  type FrameworkId,
  type FrameworkRecord,
  type NodeId,
  type NodeRecord,
  noResources,
  type OfferId,
  type PortRange,
  type Resources,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { clientKey } from '../state/derived.ts';
import { freeOf } from '../state/holdings.ts';
import { holdingFor, reservedIn } from '../state/reservations.ts';
import type { State } from '../state/state.ts';
import { Allocator, type Client } from './allocator.ts';
import { hasRoom, isWorthIt } from './offerable.ts';
import { volumesFor } from './offered-volumes.ts';
import { lesser, positive, Quotas } from './quota.ts';
import { hasOwnLeast, isEnough, isWelcome } from './wishes.ts';

/**
 * Offers what is free to frameworks from outside: a node's free resources to one of them, whoever's turn it is and who
 * has not refused them (rules OF). What waits of deployments was placed before. Looks at the nodes that changed, for
 * everybody; and at all others for those only that want more than before, as everybody else was asked about them.
 */
export function offerOut(draft: Draft): void {
  const { offers } = draft.agenda;
  const { nodes, hungry, everywhere } = offers.takeOfferings();
  const clients = hungryClients(draft.state);
  // With a quota, what one role gives back may be what another is allowed only now, on whatever node.
  const isForAll = everywhere || !new Quotas(draft.state).areNone;
  offerNodes(draft, isForAll ? new Set([...nodes, ...offers.openNodes]) : nodes, clients);
  const eager = new Map([...clients].filter(([, { id }]) => hungry.has(id)));
  if (isForAll || eager.size === 0) return;
  if (draft.isFull) for (const id of hungry) offers.markHungry(id);
  else offerNodes(draft, new Set(offers.openNodes), eager);
}

function offerNodes(
  draft: Draft,
  ids: ReadonlySet<NodeId>,
  clients: ReadonlyMap<Client, FrameworkRecord>,
): void {
  const { offers } = draft.agenda;
  let round: Round | null = null;
  const takesCrumbs = [...clients.values()].some(hasOwnLeast);
  for (const id of ids) {
    const node = draft.state.get('nodes', id);
    if (!hasRoom(draft.state, node, takesCrumbs)) offers.setOpen(id, false);
    else if (draft.isFull) offers.markNode(id);
    else {
      round ??= clients.size === 0 ? null : new Round(draft, clients);
      round?.offer(node);
      offers.setOpen(id, hasRoom(draft.state, node, takesCrumbs));
    }
  }
  round?.count();
}

export const isFromOutside = ({ kind }: FrameworkRecord) => kind === 'mesos';

function hungryClients(state: State): Map<Client, FrameworkRecord> {
  const clients = new Map<Client, FrameworkRecord>();
  for (const framework of state.all('frameworks')) {
    if (!isFromOutside(framework) || !framework.active) continue;
    for (const role of framework.roles) {
      if (!framework.suppressedRoles.includes(role)) clients.set(clientOf(state, framework, role), framework);
    }
  }
  return clients;
}

function clientOf(state: State, { id, offersMade: turns }: FrameworkRecord, role: string): Client {
  return { role, framework: id, taken: state.derived.takenBy(clientKey(id, role)), turns };
}

/** One round of offers over some nodes. */
class Round {
  readonly #draft: Draft;
  readonly #clients: ReadonlyMap<Client, FrameworkRecord>;
  readonly #allocator: Allocator;
  readonly #quotas: Quotas;
  readonly #made = new Map<FrameworkId, number>();
  readonly #takesCrumbs: boolean;

  constructor(draft: Draft, clients: ReadonlyMap<Client, FrameworkRecord>) {
    this.#draft = draft;
    this.#clients = clients;
    this.#takesCrumbs = [...clients.values()].some(hasOwnLeast);
    this.#quotas = new Quotas(draft.state);
    this.#allocator = allocatorOver(draft.state, [...clients.keys()]);
  }

  offer(node: NodeRecord): void {
    const { state } = this.#draft;
    const isReserved = !state.index('reservationsByNode').isEmpty(node.id);
    // A guarantee may take a part of the node, and what is reserved goes to its role only: what is left goes on.
    for (let rest = true; rest; ) {
      const all = positive(freeOf(node, state.holdingOf(node.id)));
      if (!this.#takesCrumbs && !isWorthIt(all)) return;
      const free = (role: string) =>
        isReserved ? positive(freeOf(node, holdingFor(state, node.id, { role, jobId: null }))) : all;
      const guaranteed =
        !this.#quotas.areNone && this.#give(node, (role) => this.#guaranteed(role, free(role)));
      const given = guaranteed || this.#give(node, (role) => this.#quotas.spare(role, free(role)));
      rest = given && (guaranteed || isReserved);
    }
  }

  #guaranteed(role: string, free: Resources): Resources {
    const short = this.#quotas.shortOf(role);
    return short === null ? noResources : lesser(this.#quotas.within(role, free), short);
  }

  /** True: an offer was made. */
  #give(node: NodeRecord, partFor: (role: string) => Resources): boolean {
    const client = this.#allocator.nextWho((one) => {
      const resources = partFor(one.role);
      return this.#wants(one, node, resources);
    });
    if (client === null) return false;
    const resources = partFor(client.role);
    this.#put(client, node, resources);
    this.#allocator.give(client, resources);
    this.#quotas.take(client.role, resources);
    return true;
  }

  #wants(client: Client, node: NodeRecord, resources: Resources): boolean {
    const framework = this.#clients.get(client)!;
    const { role } = client;
    if (!isEnough(framework, role, resources) || !isWelcome(framework, role, node)) return false;
    if (node.resources.gpus > 0 && !framework.capabilities.includes('GPU_RESOURCES')) return false;
    const volumes = () => volumesFor(this.#draft.state, node, role);
    const offered = { role, nodeId: node.id, resources, volumes };
    return !this.#draft.agenda.offers.filters.refuses(framework.id, offered);
  }

  #put({ role, framework }: Client, node: NodeRecord, resources: Resources): void {
    const volumes = volumesFor(this.#draft.state, node, role);
    const frameworkId = framework as FrameworkId;
    this.#draft.put('offers', {
      id: this.#draft.newId('offer') as OfferId,
      frameworkId,
      role,
      nodeId: node.id,
      resources,
      ports: freeRanges(node, this.#draft.state),
      reserved: reservedIn(this.#draft.state, { nodeId: node.id, role, resources }),
      ...(volumes.length === 0 ? {} : { volumes }),
      state: 'outstanding',
      createdAtMs: this.#draft.nowMs,
      endedAtMs: null,
      taskIds: [],
      reason: '',
    });
    this.#made.set(frameworkId, (this.#made.get(frameworkId) ?? 0) + 1);
  }

  count(): void {
    for (const [id, made] of this.#made) {
      const framework = this.#draft.state.get('frameworks', id)!;
      this.#draft.put('frameworks', { ...framework, offersMade: framework.offersMade + made });
    }
  }
}

/** With all others that have something: roles share with all that runs for them. */
function allocatorOver(state: State, hungry: readonly Client[]): Allocator {
  const known = new Set(hungry.map(({ framework, role }) => clientKey(framework as FrameworkId, role)));
  const sated = [...state.all('frameworks')].flatMap((framework) =>
    framework.roles
      .filter((role) => !known.has(clientKey(framework.id, role)))
      .map((role) => clientOf(state, framework, role))
      .filter(({ taken }) => taken.cpuMillis + taken.memoryBytes + taken.diskBytes + taken.gpus > 0),
  );
  const weights = new Map(Array.from(state.all('roles'), ({ name, weight }) => [name, weight]));
  const allocator = new Allocator({ clients: [...hungry, ...sated], weights, total: state.derived.total });
  for (const client of sated) allocator.retire(client);
  return allocator;
}

/** The node's host ports that neither a task has nor another offer holds out. */
function freeRanges({ id, ports }: NodeRecord, state: State): PortRange[] {
  const offered = state.index('outstandingOffersByNode').isEmpty(id)
    ? []
    : state.find('outstandingOffersByNode', id).flatMap((offer) => offer.ports);
  const used = state.holdingOf(id).ports.map((port) => ({ begin: port, end: port }));
  return [...used, ...offered].reduce<PortRange[]>(
    (ranges, hole) => ranges.flatMap((one) => cut(one, hole)),
    ports,
  );
}

function cut(range: PortRange, hole: PortRange): PortRange[] {
  if (hole.end < range.begin || hole.begin > range.end) return [range];
  return [
    { begin: range.begin, end: hole.begin - 1 },
    { begin: hole.end + 1, end: range.end },
  ].filter(({ begin, end }) => begin <= end);
}
