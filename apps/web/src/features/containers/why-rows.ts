import type { Why } from '@gantry/client';
import type { Resources, Unplaced } from '@gantry/model';
import { asWanted, formatBytes, formatCount, formatCpu, formatPlural } from '../../shared/format/quantity.ts';

type NodeVerdict = Why['groups'][number]['verdicts'][number];

/** One reason with how many nodes it rules out, and the first of them when they are known. */
export interface WhyRow {
  code: string;
  nodes: number;
  message: string;
  verdicts: readonly NodeVerdict[];
}

/**
 * What is written on the container, with what the nodes say now. Where both count the same the written words stand; a
 * reason that is no node's own, as a quota is, stays as it is written.
 */
export function whyRows(reasons: Unplaced['reasons'], why: Pick<Why, 'groups'> | undefined): WhyRow[] {
  if (why === undefined) return reasons.map((reason) => ({ ...reason, verdicts: [] }));
  const ofNoNode = reasons.filter(({ code }) => code === 'quota' || code === 'missing');
  const ofNodes = why.groups.map(({ code, nodes, verdicts }) => {
    const written = reasons.find((reason) => reason.code === code && reason.nodes === nodes);
    const said = verdicts[0] === undefined ? code : `${formatPlural(nodes, 'node')}: ${verdicts[0].message}`;
    return { code, nodes, message: written?.message ?? said, verdicts };
  });
  return [...ofNoNode.map((reason) => ({ ...reason, verdicts: [] })), ...ofNodes];
}

/** One resource of the nearest fit. */
export interface FitRow {
  label: string;
  free: string;
  wants: string;
  /** What is free over what is wanted, at most 1. */
  ratio: number;
  isShort: boolean;
}

const resources = [
  ['CPU', 'cpuMillis', formatCpu],
  ['Memory', 'memoryBytes', formatBytes],
  ['Disk', 'diskBytes', formatBytes],
  ['GPU', 'gpus', formatCount],
] as const satisfies [
  string,
  keyof Resources,
  (amount: number, round?: (value: number) => number) => string,
][];

/** Of each resource that is wanted, what the nearest node has free. */
export function fitRows({ free, wants }: { free: Resources; wants: Resources }): FitRow[] {
  return resources
    .filter(([, kind]) => wants[kind] > 0)
    .map(([label, kind, format]) => ({
      label,
      free: format(free[kind]),
      wants: format(wants[kind], asWanted),
      ratio: Math.min(1, free[kind] / wants[kind]),
      isShort: free[kind] < wants[kind],
    }));
}
