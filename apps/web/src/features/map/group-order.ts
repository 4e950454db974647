import { groupOfNode, type MapNode } from './map-node.ts';

export interface GroupedNodes {
  /** Group by group, each in the order in which the nodes came. */
  nodes: readonly MapNode[];
  groups: readonly { name: string; count: number }[];
}

/** The nodes by group. Who stands where is found anew only when nodes come, go or change, not with what they carry. */
export class GroupOrder {
  #key: string | undefined;
  #last: readonly MapNode[] = [];
  #places: readonly number[] = [];
  #groups: GroupedNodes['groups'] = [];

  of(nodes: readonly MapNode[], key: string | undefined): GroupedNodes {
    if (key !== this.#key || !isSame(nodes, this.#last)) this.#group(nodes, key);
    this.#key = key;
    this.#last = nodes;
    return { nodes: this.#places.map((place) => nodes[place]!), groups: this.#groups };
  }

  #group(nodes: readonly MapNode[], key: string | undefined): void {
    const byGroup = new Map<string, number[]>();
    for (const [place, { node }] of nodes.entries()) {
      const name = groupOfNode(node, key);
      const group = byGroup.get(name);
      if (group) group.push(place);
      else byGroup.set(name, [place]);
    }
    const names = [...byGroup.keys()].sort(new Intl.Collator('en', { numeric: true }).compare);
    this.#places = names.flatMap((name) => byGroup.get(name) ?? []);
    this.#groups = names.map((name) => ({ name, count: byGroup.get(name)?.length ?? 0 }));
  }
}

const isSame = (a: readonly MapNode[], b: readonly MapNode[]): boolean =>
  a.length === b.length && a.every(({ node }, place) => node === b[place]?.node);
