import { formatPlural } from '../../shared/format/quantity.ts';
import { timesWords } from './dips.ts';
import type { RailEntry } from './rail.tsx';
import { whyBad } from './revision-state.ts';

/** All that its mark says of a revision, to be heard: what it ran, what became of it with its figures, how old, and whose. */
export function optionWords({ entry, state, dips }: RailEntry, nowMs: number): string {
  const { rollout } = entry;
  const images = entry.images.map(({ image }) => image).filter(Boolean);
  return [
    `Revision r${entry.number}`,
    ...images,
    state.word,
    entry.pinned && `pinned as ${entry.pinned}`,
    whyBad(entry),
    rollout && entry.previous !== null && `lowest ready ${rollout.lowestReady} of ${rollout.replicas}`,
    dips.length > 0 && `ready fell below its floor ${timesWords(dips.length)}`,
    entry.cause,
    agoWords(nowMs - entry.createdAtMs),
    `by ${entry.author}`,
  ]
    .filter(Boolean)
    .join(', ');
}

const minuteMs = 60_000;
const units = [
  { noun: 'day', lengthMs: 24 * 60 * minuteMs },
  { noun: 'hour', lengthMs: 60 * minuteMs },
  { noun: 'minute', lengthMs: minuteMs },
] as const;

/** `4 days ago`: said in whole words, and by the minute, as what changes every second cannot be listened to. */
export function agoWords(ms: number): string {
  const unit = units.find(({ lengthMs }) => ms >= lengthMs);
  return unit === undefined ? 'just now' : `${formatPlural(Math.floor(ms / unit.lengthMs), unit.noun)} ago`;
}
