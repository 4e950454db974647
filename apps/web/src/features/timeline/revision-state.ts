import type { RevisionEntry } from '@gantry/client';
import type { Tone } from '../../shared/tone.ts';
import type { Period } from './scale.ts';

/** What the rail draws for a revision; shape first, colour second. */
export type RailGlyph =
  | 'served'
  | 'current'
  | 'currentDegraded'
  | 'rolling'
  | 'paused'
  | 'failed'
  | 'aborted'
  | 'superseded'
  | 'lost';

export interface RevisionState {
  glyph: RailGlyph;
  tone: Tone;
  word: string;
  /** Worth a full-size glyph and a label where there is little room. */
  notable: boolean;
}

const states: Record<RailGlyph, Omit<RevisionState, 'glyph'>> = {
  served: { tone: 'running', word: 'served', notable: false },
  current: { tone: 'running', word: 'current', notable: true },
  currentDegraded: { tone: 'degraded', word: 'current, degraded', notable: true },
  rolling: { tone: 'progress', word: 'rolling out', notable: true },
  paused: { tone: 'pending', word: 'paused', notable: true },
  failed: { tone: 'failed', word: 'failed', notable: true },
  aborted: { tone: 'pending', word: 'aborted', notable: true },
  superseded: { tone: 'stopped', word: 'superseded before it was whole', notable: false },
  lost: { tone: 'stopped', word: 'cannot run any more', notable: true },
};

function glyphOf({ rollout, current, lost }: RevisionEntry, degraded: boolean): RailGlyph {
  if (lost?.kind === 'gone' && !current && rollout?.endedAtMs !== null) return 'lost';
  switch (rollout?.outcome) {
    case 'running':
      return 'rolling';
    case 'paused':
      return 'paused';
    case 'failed':
    case 'rolledBack':
      return 'failed';
    case 'aborted':
      return 'aborted';
    case 'superseded':
      return current ? 'current' : 'superseded';
    default:
      if (!current) return 'served';
      return degraded ? 'currentDegraded' : 'current';
  }
}

/** It replaced something, and at some moment of its rollout nothing was ready. */
const hadOutage = ({ previous, rollout }: RevisionEntry): boolean =>
  previous !== null && rollout !== null && rollout.replicas > 0 && rollout.lowestReady === 0;

/**
 * `degraded`: the deployment has fewer ready than it wants while nothing is rolling out. `waiting`: the revision whose rollout
 * goes on when a person says so; null: none does.
 */
export function revisionState(
  entry: RevisionEntry,
  { degraded, waiting = null }: { degraded: boolean; waiting?: number | null },
): RevisionState {
  const glyph = glyphOf(entry, degraded);
  if (glyph === 'rolling' && entry.number === waiting)
    return { glyph: 'paused', ...states.paused, word: 'waits for a person' };
  const state = states[glyph];
  if (glyph === 'served' && hadOutage(entry))
    return { glyph, tone: 'degraded', word: 'served, after nothing was ready for a while', notable: true };
  if (glyph === 'lost') return { glyph, ...state, word: `${state.word}: ${entry.lost!.message}` };
  return { glyph, ...state, notable: state.notable || entry.restoredFrom !== null };
}

/** Revisions (oldest first) as the periods that the scales are made of. */
export function periodsOf(revisions: readonly RevisionEntry[]): Period[] {
  return revisions.map((entry, index) => ({
    number: entry.number,
    startAtMs: entry.createdAtMs,
    settledAtMs: entry.rollout === null ? entry.createdAtMs : entry.rollout.endedAtMs,
    endAtMs: revisions[index + 1]?.createdAtMs ?? null,
  }));
}

/** How long a revision was the one that served, once its rollout was through. null: it never was. */
export function servedMs(
  entry: RevisionEntry,
  next: RevisionEntry | undefined,
  nowMs: number,
): number | null {
  const from = entry.rollout?.endedAtMs ?? null;
  if (from === null || entry.rollout?.outcome !== 'complete') return null;
  return Math.max(0, (next?.createdAtMs ?? nowMs) - from);
}

/** Why its rollout came to no good end; empty where it did, or is still under way. */
export function whyBad({ rollout }: RevisionEntry): string {
  const isBad =
    rollout?.outcome === 'failed' || rollout?.outcome === 'rolledBack' || rollout?.outcome === 'aborted';
  return isBad ? (rollout?.message ?? '') : '';
}

/** The same beside its number, which is not said again. */
export const whyBadHere = (entry: RevisionEntry): string => besideNumber(entry, whyBad(entry));

/** What its rollout says of itself, beside its number. */
export const saidHere = (entry: RevisionEntry): string => besideNumber(entry, entry.rollout?.message ?? '');

function besideNumber({ number }: RevisionEntry, sentence: string): string {
  const own = `Revision ${number}: `;
  return sentence.startsWith(own) ? sentence.slice(own.length) : sentence;
}

/** What went wrong with it, beside its number: of one that came to a good end, that nothing was ready meanwhile. */
export const wentWrong = (entry: RevisionEntry): string =>
  whyBadHere(entry) || (hadOutage(entry) ? 'nothing was ready for a while' : '');
