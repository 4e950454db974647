import type { Resources } from '@gantry/model';
import { formatPercent } from '../../shared/format/quantity.ts';
import type { Hue } from './map-hue.ts';
import { rampHues, rampOf } from './map-hue.ts';

/** What the colours of the map tell. */
export const colourings = ['state', 'revision', 'app', 'used', 'requested', 'offers', 'age'] as const;
export type ColourBy = (typeof colourings)[number];

/** The kind of resource by which blocks are sized, and use is told. */
export type SizeBy = Extract<keyof Resources, 'cpuMillis' | 'memoryBytes'>;

/** Of which of the two kinds `part` has more of the whole, and how much, 0 and up. */
export function largestShare(
  part: Pick<Resources, SizeBy>,
  whole: Pick<Resources, SizeBy>,
): { kind: SizeBy; ratio: number } {
  const shareOf = (kind: SizeBy) => ({ kind, ratio: whole[kind] > 0 ? part[kind] / whole[kind] : 0 });
  const [cpu, memory] = [shareOf('cpuMillis'), shareOf('memoryBytes')];
  return memory.ratio > cpu.ratio ? memory : cpu;
}

export const colourWords: Record<ColourBy, string> = {
  state: 'state',
  revision: 'revision',
  app: 'app',
  used: 'use',
  requested: 'request',
  offers: 'offer',
  age: 'age',
};

/** It is about single containers: counts by node do not tell it. */
const single: readonly ColourBy[] = ['revision', 'app'];

/** What there is to tell colours by. */
export interface Known {
  /** Only counts by node. */
  byCounts: boolean;
  /** Another moment is shown, of which it is not kept what was in use. */
  isPast: boolean;
}

/** Why a colouring cannot be shown: in so few words that a choice has room for them, and in a sentence. */
export interface ColouringOff {
  short: string;
  reason: string;
}

/** null: it can be shown. */
export function colouringOff(by: ColourBy, { byCounts, isPast }: Known): ColouringOff | null {
  if (by === 'used' && isPast)
    return { short: 'not of the past', reason: 'What was in use is not kept of the past.' };
  if (!byCounts || !single.includes(by)) return null;
  const reason = `Of so many nodes only counts are known, and they do not tell ${by === 'app' ? 'apps' : 'revisions'} apart. Find a deployment to see where it is.`;
  return { short: 'too many nodes', reason };
}

/** What is shown of what was asked for. */
export const shownColouring = (by: ColourBy, known: Known): ColourBy =>
  colouringOff(by, known) === null ? by : 'state';

/** A colour, and what it means. */
export type LegendEntry = readonly [Hue, string];

/** What failed is on no node any more: another one is made in its place. */
const stateLegend: readonly LegendEntry[] = [
  ['running', 'running'],
  ['progress', 'starting'],
  ['pending', 'pending'],
  ['degraded', 'not ready'],
  ['draining', 'stopping'],
  ['unknown', 'lost'],
];
/** What waits for a node is told by deployment there, and painted on none. */
const countedLegend = stateLegend.filter(([hue]) => hue !== 'pending');

const revisionLegend: readonly LegendEntry[] = [
  ['canary', 'of the newest revision'],
  ['stopped', 'of an older one'],
  ['offered', 'of no deployment'],
];

const useBounds = [0.25, 0.5, 0.75, 0.9];
const useLegend: readonly LegendEntry[] = [
  ['ramp-1', 'below 25%'],
  ['ramp-2', 'to 50%'],
  ['ramp-3', 'to 75%'],
  ['ramp-4', 'to 90%'],
  ['ramp-5', '90% and more'],
];

const minuteMs = 60_000;
/** Newest last: what has just come stands out. */
const ageBounds = [minuteMs, 10 * minuteMs, 60 * minuteMs, 1_440 * minuteMs];
const ageLegend: readonly LegendEntry[] = [
  ['ramp-5', 'younger than a minute'],
  ['ramp-4', 'than 10 minutes'],
  ['ramp-3', 'than an hour'],
  ['ramp-2', 'than a day'],
  ['ramp-1', 'older'],
];

/** The colour of a share, 0..1. */
export const shareHue = (ratio: number): Hue => rampOf(ratio, useBounds);

/** The colour of an age: the younger, the stronger. */
export function ageHue(ageMs: number): Hue {
  const step = ageBounds.findIndex((bound) => ageMs < bound);
  return rampHues[step < 0 ? 0 : rampHues.length - 1 - step]!;
}

/**
 * `names`: of the apps, or of the frameworks that have a colour of their own. `byCounts`: only counts by node are known,
 * which tell fewer states.
 */
export function legendOf(
  by: ColourBy,
  names: readonly LegendEntry[] = [],
  byCounts = false,
): readonly LegendEntry[] {
  switch (by) {
    case 'state':
      return byCounts ? countedLegend : stateLegend;
    case 'revision':
      return revisionLegend;
    case 'app':
      return [...names, ['other', 'any other']];
    case 'used':
      return [...useLegend, ['other', 'not measured']];
    case 'requested':
      return useLegend;
    case 'offers':
      return [
        ...names.map(([hue, name]): LegendEntry => [hue, `held by ${name}`]),
        ['other', names.length > 0 ? 'reserved' : 'reserved; no offer is held'],
      ];
    case 'age':
      return ageLegend;
  }
}

export const kindWords: Record<SizeBy, string> = { cpuMillis: 'CPU', memoryBytes: 'memory' };

/** `63% of its CPU used` */
export const shareWords = (ratio: number, sizeBy: SizeBy, verb: 'used' | 'requested'): string =>
  `${formatPercent(ratio)} of its ${kindWords[sizeBy]} ${verb}`;
