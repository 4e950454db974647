import type { NodeRecord } from '@gantry/model';

/** What was said of the node, e.g. its zone and its pool, before what every node says of itself; its name is told already. */
export function labelWords({ labels, name }: Pick<NodeRecord, 'labels' | 'name'>): string {
  const told = Object.entries(labels).filter(([, value]) => value !== name);
  const [ofItself, own] = [true, false].map((is) => told.filter(([key]) => isOfItself(key) === is));
  return [...own!, ...ofItself!].map(([key, value]) => `${key}=${value}`).join(', ');
}

const isOfItself = (key: string) => /(^|\.)kubernetes\.io\//.test(key);
