import { type Tone, tones } from '../../shared/tone.ts';

/** For things that have no order: as many as can be told apart, also by those who see fewer colours (tokens.test.ts). */
export const namedHues = ['named-1', 'named-2', 'named-3', 'named-4', 'named-5', 'named-6'] as const;
/** For amounts, from little to much: steps of one colour, told apart by how light they are. */
export const rampHues = ['ramp-1', 'ramp-2', 'ramp-3', 'ramp-4', 'ramp-5'] as const;

/** A colour of the map: that of a state, or one that says nothing by itself. */
export type Hue = Tone | (typeof namedHues)[number] | (typeof rampHues)[number] | 'other';
export const hues: readonly Hue[] = [...tones, ...namedHues, ...rampHues, 'other'];

export const isTone = (hue: Hue): hue is Tone => (tones as readonly Hue[]).includes(hue);

/** The ground of what is painted in a colour: healthy is quiet, as trouble is what should be seen, and what is lost is hatched. */
export function hueGround(hue: Hue): string {
  if (hue === 'running') return 'bg-running-quiet';
  return hue === 'unknown' ? 'hatch-sparse bg-raised' : 'bg-tone';
}

/** The one of five steps for what falls below the bounds of the others. */
export function rampOf(value: number, bounds: readonly number[]): Hue {
  const step = bounds.findIndex((bound) => value < bound);
  return rampHues[step < 0 ? rampHues.length - 1 : step]!;
}
