import type { JsonObject } from '../wire/object.ts';

/** What to do with each field of a part of an object that a kind knows: act on it, or take it as said anyway. */
export interface HonouredFields {
  honoured: readonly string[];
  /** Values that say what is so anyway: no reason to warn. */
  harmless?: Record<string, (value: unknown) => boolean>;
}

/** Parts the fields of `object` at `path`; warns of each that is only kept. */
export function honouredFields(
  { warn }: { warn(text: string): void },
  { object, path }: { object: JsonObject; path: string },
  { honoured, harmless = {} }: HonouredFields,
): { honoured: JsonObject; kept: JsonObject } {
  const given = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
  const kept = given.filter(([key]) => !honoured.includes(key));
  for (const [key, value] of kept) {
    if (!harmless[key]?.(value)) warn(`${path}.${key}: kept, but not honoured by Gantry`);
  }
  return {
    honoured: Object.fromEntries(given.filter(([key]) => honoured.includes(key))),
    kept: Object.fromEntries(kept.filter(([key, value]) => !harmless[key]?.(value))),
  };
}

/** For `HonouredFields.harmless`. */
export const is =
  (wanted: unknown) =>
  (value: unknown): boolean =>
    JSON.stringify(value) === JSON.stringify(wanted);
export const always = (): boolean => true;
