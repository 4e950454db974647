import type { NodeRecord } from '@gantry/model';

/** The value of one label or attribute, as the name of a group. */
export function groupOfNode(node: NodeRecord, key: string | undefined): string {
  if (key === undefined) return '';
  return node.labels[key] ?? node.attributes[key] ?? `no ${key}`;
}

/** Keys that tell nodes apart into more than one group but fewer than nodes. */
export function groupKeys(nodes: readonly NodeRecord[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const node of nodes) {
    for (const [key, value] of Object.entries({ ...node.attributes, ...node.labels })) {
      const seen = values.get(key) ?? new Set();
      values.set(key, seen.add(value));
    }
  }
  return [...values]
    .flatMap(([key, seen]) => (seen.size > 1 && seen.size < nodes.length ? [key] : []))
    .sort();
}
