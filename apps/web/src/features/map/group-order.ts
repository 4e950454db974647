import { byName } from '../../shared/by-name.ts';
import { groupOfNode } from '../../shared/node-groups.ts';
import type { MapNode } from './map-node.ts';
import { type GroupTrouble, troubleOf } from './map-trouble.ts';

export interface GroupedNodes {
  /** Group by group, each in the order in which the nodes came. */
  nodes: readonly MapNode[];
  groups: readonly NodeGroup[];
}

export interface NodeGroup {
  /** Empty: the nodes are in no groups. */
  name: string;
  /** Index of its first node. */
  first: number;
  count: number;
}

/** What is wrong in the group of that name, wherever it stands; of no such group nothing. */
export const troubleIn = ({ nodes, groups }: GroupedNodes, name: string): GroupTrouble =>
  troubleOf(nodes, groups.find((group) => group.name === name) ?? { first: 0, count: 0 });

interface Choice {
  key: string | undefined;
  /** Those groups first where most is wrong; else they are in the order of their names. */
  troubleFirst: boolean;
}

/**
 * The nodes by group. Who stands where is found anew only when nodes come, go or change, not with what they carry; or when
 * there is much more or much less trouble in one, if that comes first.
 */
export class GroupOrder {
  #choice: Choice = { key: undefined, troubleFirst: false };
  #last: readonly MapNode[] = [];
  #byGroup: ReadonlyMap<string, readonly number[]> = new Map();
  /** In the order in which they stand; null: to be found anew. */
  #names: readonly string[] | null = null;
  #places: readonly number[] = [];
  #groups: readonly NodeGroup[] = [];

  of(nodes: readonly MapNode[], choice: Choice): GroupedNodes {
    if (choice.key !== this.#choice.key || !isSame(nodes, this.#last)) {
      this.#byGroup = placesByGroup(nodes, choice.key);
      this.#names = null;
    }
    const names = namesInOrder(this.#byGroup, choice.troubleFirst ? nodes : null);
    if (this.#names === null || !isSameList(names, this.#names)) this.#place(names);
    this.#choice = choice;
    this.#last = nodes;
    return { nodes: this.#places.map((place) => nodes[place]!), groups: this.#groups };
  }

  #place(names: readonly string[]): void {
    let first = 0;
    this.#names = names;
    this.#places = names.flatMap((name) => this.#byGroup.get(name) ?? []);
    this.#groups = names.map((name) => {
      const count = this.#byGroup.get(name)?.length ?? 0;
      first += count;
      return { name, first: first - count, count };
    });
  }
}

/** The places of each group's nodes, the groups in the order of their names. */
function placesByGroup(nodes: readonly MapNode[], key: string | undefined): Map<string, number[]> {
  const byGroup = new Map<string, number[]>();
  for (const [place, { node }] of nodes.entries()) {
    const name = groupOfNode(node, key);
    const group = byGroup.get(name);
    if (group) group.push(place);
    else byGroup.set(name, [place]);
  }
  return new Map([...byGroup].sort(([a], [b]) => byName(a, b)));
}

/** `nodes`: the groups where most is wrong come first; null: by name alone. */
function namesInOrder(
  byGroup: ReadonlyMap<string, readonly number[]>,
  nodes: readonly MapNode[] | null,
): string[] {
  const names = [...byGroup.keys()];
  if (nodes === null) return names;
  const ranks = new Map(
    names.map((name) => [name, rankOf((byGroup.get(name) ?? []).map((place) => nodes[place]!))]),
  );
  return names.sort((a, b) => ranks.get(b)! - ranks.get(a)!);
}

/** Steps of twice as much, so that groups do not change places with every container. */
function rankOf(nodes: readonly MapNode[]): number {
  const { failed, degraded, unknown } = troubleOf(nodes, { first: 0, count: nodes.length });
  return Math.ceil(Math.log2(1 + failed + degraded + unknown));
}

const isSame = (a: readonly MapNode[], b: readonly MapNode[]): boolean =>
  a.length === b.length && a.every(({ node }, place) => node === b[place]?.node);

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, place) => name === b[place]);
