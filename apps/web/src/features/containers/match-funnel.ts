/** The filters in the order in which they are tried: a node that fails one is not asked the next. */
const stages = [
  { name: 'Reachable', codes: ['unreachable', 'draining', 'cordoned'] },
  { name: 'Runtime', codes: ['runtime'] },
  { name: 'Constraints', codes: ['taint', 'nodeSelector', 'constraint', 'locality'] },
  { name: 'Role', codes: ['kept'] },
  { name: 'CPU', codes: ['cpu'] },
  { name: 'Memory', codes: ['memory'] },
  { name: 'Disk', codes: ['disk'] },
  { name: 'GPU', codes: ['gpus'] },
  { name: 'Ports', codes: ['hostPort', 'dynamicPorts'] },
  { name: 'Volumes', codes: ['volume', 'volumeDriver', 'volumeInUse'] },
  { name: 'Spread', codes: ['spread'] },
] as const;

/** Always told, also where they cost no node: what a reader looks for first. */
const usual: readonly string[] = ['Constraints', 'CPU', 'Memory'];

/** One filter of the funnel: how many nodes are left after it, and which reasons took the others. */
export interface FunnelStage {
  name: string;
  left: number;
  lost: number;
  codes: readonly string[];
}

/**
 * From all nodes to those that fit, filter by filter. Every node counts for its first reason, so the stages add up.
 * Filters that no node failed are left out but for the usual ones.
 */
export function matchFunnel(
  groups: readonly { code: string; nodes: number }[],
  nodes: number,
): readonly FunnelStage[] {
  let left = nodes;
  return stages.flatMap(({ name, codes }): FunnelStage[] => {
    const own = groups.filter(({ code }) => codes.some((one) => one === code));
    const lost = own.reduce((sum, group) => sum + group.nodes, 0);
    left -= lost;
    if (lost === 0 && !usual.includes(name)) return [];
    return [{ name, left, lost, codes: own.map(({ code }) => code) }];
  });
}
