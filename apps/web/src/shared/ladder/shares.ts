import type { Resources } from '@gantry/model';
import { noResources } from '../resource-sum.ts';

/** What a role or a framework has of the whole cluster, by the resource that it has most of. Shares are 0..1. */
export interface Shares {
  /** The resource of which it has the largest share, and that share. */
  dominant: { kind: keyof Resources; ratio: number };
  /** The part of it that offers hold, which were not answered yet. */
  offeredRatio: number;
  /** What its role is guaranteed of that resource, and limited to; null: neither is set. */
  guaranteeRatio: number | null;
  limitRatio: number | null;
  /** What nodes keep for its role of that resource, used or not; 0: nothing, or it is not told. */
  reservedRatio: number;
}

/** Amounts by kind, of which any may be missing. */
type Quota = Partial<Record<keyof Resources, number | null>>;

export const kindWords: Record<keyof Resources, string> = {
  cpuMillis: 'CPU',
  memoryBytes: 'memory',
  diskBytes: 'disk',
  gpus: 'GPU',
};
const kinds = ['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'] as const;

/** Where somebody stands who has taken so much of `total`, offers that hold some of it included. */
export function sharesOf(
  of: {
    taken: Resources;
    offered: Resources;
    quotaGuarantee: Quota | null;
    quotaLimit: Quota | null;
    reserved?: Resources;
  },
  total: Resources,
): Shares {
  const dominant = kinds
    .map((kind) => ({ kind, ratio: shareOf(of.taken, total, kind) }))
    .reduce((most, one) => (one.ratio > most.ratio ? one : most));
  const { kind } = dominant;
  return {
    dominant,
    offeredRatio: shareOf(of.offered, total, kind),
    guaranteeRatio: markOf(of.quotaGuarantee?.[kind] ?? null, total[kind]),
    limitRatio: markOf(of.quotaLimit?.[kind] ?? null, total[kind]),
    reservedRatio: Math.min(1, shareOf(of.reserved ?? noResources, total, kind)),
  };
}

const shareOf = (part: Resources, total: Resources, kind: keyof Resources) =>
  total[kind] > 0 ? part[kind] / total[kind] : 0;

/** Where a quota stands on the bar of the whole cluster; null: there is none of this kind. */
const markOf = (amount: number | null, total: number): number | null =>
  amount === null || amount === 0 || total === 0 ? null : Math.min(1, amount / total);
