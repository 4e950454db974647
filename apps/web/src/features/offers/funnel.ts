import type { FrameworkRecord, OfferRecord } from '@gantry/model';

/** How the offers to one framework ended, over its life. */
export interface Funnel {
  framework: FrameworkRecord;
  made: number;
  accepted: number;
  declined: number;
  rescinded: number;
  outstanding: OfferRecord[];
  acceptRatio: number | null;
}

export function funnels(frameworks: readonly FrameworkRecord[], offers: readonly OfferRecord[]): Funnel[] {
  const held = Map.groupBy(
    offers.filter(({ state }) => state === 'outstanding'),
    ({ frameworkId }) => frameworkId,
  );
  return frameworks
    .map((framework) => {
      const answered = framework.offersAccepted + framework.offersDeclined;
      return {
        framework,
        made: framework.offersMade,
        accepted: framework.offersAccepted,
        declined: framework.offersDeclined,
        rescinded: framework.offersRescinded,
        outstanding: held.get(framework.id) ?? [],
        acceptRatio: answered > 0 ? framework.offersAccepted / answered : null,
      };
    })
    .sort((a, b) => b.made - a.made);
}

/** So many lanes are drawn, and so many more of who holds something now. */
export const mostLanes = 20;

/** Of lanes too many to be read: those of who was offered most, and of the first others who hold something now. */
export function shownLanes(all: readonly Funnel[]): readonly Funnel[] {
  if (all.length <= mostLanes) return all;
  const below = all.slice(mostLanes).filter(({ outstanding }) => outstanding.length > 0);
  return [...all.slice(0, mostLanes), ...below.slice(0, mostLanes)];
}

/** An offer as a bar on the lane of the last `windowMs`: both ends 0..1, clamped. null: it ended before. */
export function laneBar(
  offer: OfferRecord,
  nowMs: number,
  windowMs: number,
): { from: number; to: number; ended: boolean } | null {
  const start = nowMs - windowMs;
  const end = offer.endedAtMs ?? nowMs;
  if (end < start) return null;
  const at = (ms: number) => Math.min(1, Math.max(0, (ms - start) / windowMs));
  return { from: at(offer.createdAtMs), to: at(end), ended: offer.endedAtMs !== null };
}

/** Which part of an accepted offer its tasks took, by the resource that they took most of, 0..1; null: it was not accepted. */
export function usedRatio({ state, resources, used }: OfferRecord): number | null {
  if (state !== 'accepted' || used === undefined) return null;
  const ratio = (kind: 'cpuMillis' | 'memoryBytes') =>
    resources[kind] > 0 ? used[kind] / resources[kind] : 0;
  return Math.min(1, Math.max(ratio('cpuMillis'), ratio('memoryBytes')));
}
