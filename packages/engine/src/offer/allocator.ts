import { noResources, type Resources } from '@gantry/model';
import { type Placed, TurnHeap } from './turn-heap.ts';

/** A framework that wants resources for a role. Roles are paths: `a/b` shares what `a` gets with `a/c`. */
export interface Client {
  role: string;
  framework: string;
  /** What its tasks and outstanding offers for that role take already. */
  taken: Resources;
  /** How often it got something before: what makes equals take turns from one round to the next. */
  turns?: number;
}

/** A client's place among those it competes with. */
export interface Standing {
  client: Client;
  /** By level, from the top of the tree down: a role's part of the path, `.` for its own frameworks, the framework. */
  levels: { role: string; share: number; weight: number }[];
}

interface Branch extends Placed {
  name: string;
  weight: number;
  taken: Resources;
  /** Its weighted dominant share, kept up with what it has. */
  share: number;
  /** How often it got something: what makes equals take turns. */
  turns: number;
  children: Map<string, Branch>;
  /** Its children with clients that still want something. */
  hungryChildren: TurnHeap<Branch>;
  parent: Branch | null;
  client: Client | null;
  /** Clients at or below that still want something. */
  hungry: number;
}

/**
 * The largest share of any one resource of the whole cluster, by weight. Dominant resource fairness gives to whoever
 * has the smallest (Ghodsi et al. 2011; Mesos's default sorter).
 */
export function dominantShare(taken: Resources, total: Resources, weight: number): number {
  const share = Math.max(
    shareOf(taken.cpuMillis, total.cpuMillis),
    shareOf(taken.memoryBytes, total.memoryBytes),
    shareOf(taken.diskBytes, total.diskBytes),
    shareOf(taken.gpus, total.gpus),
  );
  return share / weight;
}

const shareOf = (taken: number, total: number) => (total > 0 ? taken / total : 0);

/**
 * Whose turn it is to get resources: clients in a tree of roles, at each level the branch with the smallest weighted
 * dominant share, of equals the one that had fewer turns, then by name.
 */
export class Allocator {
  readonly #total: Resources;
  readonly #weights: ReadonlyMap<string, number>;
  readonly #root: Branch;
  readonly #leaves = new Map<Client, Branch>();

  /** @param weights by role path; 1 for a role that is not in it. */
  constructor(of: { clients: readonly Client[]; weights: ReadonlyMap<string, number>; total: Resources }) {
    this.#total = of.total;
    this.#weights = of.weights;
    this.#root = branch('', null, 1);
    for (const client of of.clients) this.#plant(client);
  }

  /** null: nobody wants anything any more. */
  next(): Client | null {
    let at = this.#root;
    while (at.client === null) {
      const best = at.hungryChildren.first;
      if (best === undefined) return null;
      at = best;
    }
    return at.client;
  }

  /** The first in the order of turns who passes; null: nobody does. */
  nextWho(passes: (client: Client) => boolean): Client | null {
    const first = this.next();
    if (first === null || passes(first)) return first;
    for (const client of inOrder(this.#root)) if (client !== first && passes(client)) return client;
    return null;
  }

  /** All clients in the order of their turns as things are, whether they want something or not. */
  standings(): Standing[] {
    return Array.from(everybody(this.#root), (client) => ({
      client,
      levels: levelsOf(this.#leafOf(client)),
    }));
  }

  /** The client got these resources. */
  give(client: Client, resources: Resources): void {
    for (let at: Branch | null = this.#leafOf(client); at !== null; at = at.parent) {
      this.#add(at, resources);
      at.turns += 1;
      at.parent?.hungryChildren.moved(at);
    }
  }

  /** The client wants, or can use, nothing more. What it has still counts for its role. */
  retire(client: Client): void {
    const leaf = this.#leafOf(client);
    if (leaf.hungry === 0) return;
    for (let at: Branch | null = leaf; at !== null; at = at.parent) {
      at.hungry -= 1;
      if (at.hungry === 0) at.parent?.hungryChildren.remove(at);
    }
  }

  #add(to: Branch, resources: Resources): void {
    // Its own, so it may be changed: adding up in new objects is most of what a round would cost.
    to.taken.cpuMillis += resources.cpuMillis;
    to.taken.memoryBytes += resources.memoryBytes;
    to.taken.diskBytes += resources.diskBytes;
    to.taken.gpus += resources.gpus;
    to.share = dominantShare(to.taken, this.#total, to.weight);
  }

  #leafOf(client: Client): Branch {
    return this.#leaves.get(client)!;
  }

  #plant(client: Client): void {
    const path = client.role.split('/');
    let at = this.#root;
    for (const [depth, name] of path.entries()) {
      at = this.#childOf(at, name, this.#weights.get(path.slice(0, depth + 1).join('/')) ?? 1);
    }
    // A role's own frameworks compete with its child roles as one more child.
    const own = this.#childOf(at, '.', 1);
    const leaf = branch(client.framework, own, 1);
    leaf.client = client;
    leaf.turns = client.turns ?? 0;
    own.children.set(client.framework, leaf);
    this.#leaves.set(client, leaf);
    for (let above: Branch | null = leaf; above !== null; above = above.parent) {
      above.hungry += 1;
      this.#add(above, client.taken);
      if (above.place < 0) above.parent?.hungryChildren.add(above);
      else above.parent?.hungryChildren.moved(above);
    }
  }

  #childOf(parent: Branch, name: string, weight: number): Branch {
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    const child = branch(name, parent, weight);
    parent.children.set(name, child);
    return child;
  }
}

/** All below a branch that still want something, in the order of their turns as shares are now. */
function* inOrder(at: Branch): Generator<Client> {
  if (at.client !== null) yield at.client;
  else for (const child of at.hungryChildren.inOrder()) yield* inOrder(child);
}

/** All below a branch, whether they want something or not. */
function* everybody(at: Branch): Generator<Client> {
  if (at.client !== null) yield at.client;
  const children = [...at.children.values()].sort((a, b) => (goesBefore(a, b) ? -1 : 1));
  for (const child of children) yield* everybody(child);
}

/** From the top of the tree down to the client. */
function levelsOf(leaf: Branch): Standing['levels'] {
  const levels: Standing['levels'] = [];
  for (let at: Branch = leaf; at.parent !== null; at = at.parent)
    levels.unshift({ role: at.name, share: at.share, weight: at.weight });
  return levels;
}

function goesBefore(a: Branch, b: Branch): boolean {
  if (a.share !== b.share) return a.share < b.share;
  if (a.turns !== b.turns) return a.turns < b.turns;
  return a.name < b.name;
}

function branch(name: string, parent: Branch | null, weight: number): Branch {
  return {
    ...{
      name,
      parent,
      weight,
      taken: { ...noResources },
      share: 0,
      turns: 0,
      client: null,
      hungry: 0,
      place: -1,
    },
    children: new Map(),
    hungryChildren: new TurnHeap(goesBefore),
  };
}
