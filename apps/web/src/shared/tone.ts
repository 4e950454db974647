/** The states a person sees: each has one glyph, one word family and one pair of colours (tokens.css). */
export const tones = [
  'running',
  'progress',
  'pending',
  'degraded',
  'failed',
  'draining',
  'canary',
  'offered',
  'stopped',
  'unknown',
] as const;
export type Tone = (typeof tones)[number];

/** How one object is, in a glyph and a few words. */
export interface Verdict {
  tone: Tone;
  label: string;
}

const severity: Record<Tone, number> = {
  failed: 9,
  unknown: 8,
  degraded: 7,
  pending: 6,
  draining: 5,
  progress: 4,
  canary: 3,
  offered: 2,
  stopped: 1,
  running: 0,
};

/** Something is wrong with it, and a person should know. */
export const isTrouble = (tone: Tone): boolean =>
  tone === 'failed' || tone === 'degraded' || tone === 'unknown';

/** Trouble first: what to show when only one of several states can be. */
export function bySeverity(a: Tone, b: Tone): number {
  return severity[b] - severity[a];
}
