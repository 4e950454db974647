import { addResources, noResources, type Resources, resourceKinds } from '@gantry/model';

/** A framework that wants resources for a role. Roles are paths: `a/b` shares what `a` gets with `a/c`. */
export interface Client {
  role: string;
  framework: string;
  /** What its tasks and outstanding offers for that role take already. */
  taken: Resources;
}

interface Branch {
  name: string;
  weight: number;
  taken: Resources;
  /** How often it got something: what makes equals take turns. */
  turns: number;
  children: Map<string, Branch>;
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
  const shares = resourceKinds.map((kind) => (total[kind] > 0 ? taken[kind] / total[kind] : 0));
  return Math.max(...shares) / weight;
}

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
      const best = this.#hungriest(at);
      if (best === null) return null;
      at = best;
    }
    return at.client;
  }

  /** The client got these resources. */
  give(client: Client, resources: Resources): void {
    for (let at: Branch | null = this.#leafOf(client); at !== null; at = at.parent) {
      at.taken = addResources(at.taken, resources);
      at.turns += 1;
    }
  }

  /** The client wants, or can use, nothing more. What it has still counts for its role. */
  retire(client: Client): void {
    const leaf = this.#leafOf(client);
    if (leaf.hungry === 0) return;
    for (let at: Branch | null = leaf; at !== null; at = at.parent) at.hungry -= 1;
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
    own.children.set(client.framework, leaf);
    this.#leaves.set(client, leaf);
    for (let above: Branch | null = leaf; above !== null; above = above.parent) {
      above.hungry += 1;
      above.taken = addResources(above.taken, client.taken);
    }
  }

  #childOf(parent: Branch, name: string, weight: number): Branch {
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    const child = branch(name, parent, weight);
    parent.children.set(name, child);
    return child;
  }

  #hungriest(parent: Branch): Branch | null {
    let best: { child: Branch; share: number } | null = null;
    for (const child of parent.children.values()) {
      if (child.hungry === 0) continue;
      const share = dominantShare(child.taken, this.#total, child.weight);
      if (best === null || goesBefore({ child, share }, best)) best = { child, share };
    }
    return best?.child ?? null;
  }
}

function goesBefore(a: { child: Branch; share: number }, b: { child: Branch; share: number }): boolean {
  if (a.share !== b.share) return a.share < b.share;
  if (a.child.turns !== b.child.turns) return a.child.turns < b.child.turns;
  return a.child.name < b.child.name;
}

function branch(name: string, parent: Branch | null, weight: number): Branch {
  return { name, weight, taken: noResources, turns: 0, children: new Map(), parent, client: null, hungry: 0 };
}
