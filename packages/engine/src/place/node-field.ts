import type { NodeRecord } from '@gantry/model';

/** What a constraint's field says of a node: its name for `hostname`, otherwise a label or attribute; null: it has none. */
export function fieldOf(node: NodeRecord, field: string): string | null {
  if (field === 'hostname' || field === '@hostname') return node.name;
  const value = node.labels[field] ?? node.attributes[field] ?? null;
  return value === null && field === 'kubernetes.io/hostname' ? node.name : value;
}
