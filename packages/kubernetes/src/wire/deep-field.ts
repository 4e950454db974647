import { isJsonObject, type JsonObject } from './object.ts';

/** A key, or the item of a list that has this value under that key. */
export type Step = string | { key: string; value: unknown };

/** A field deep inside an object, and how to get there whatever else comes to stand before it. */
export interface DeepField {
  at: Step[];
  value: unknown;
}

/** The object with the fields where they were. What they stood in may be gone: then they are as well. */
export function putBack(object: JsonObject, fields: readonly DeepField[]): JsonObject {
  return fields.reduce<JsonObject>((whole, { at, value }) => placed(whole, at, value) as JsonObject, object);
}

function placed(object: unknown, [step, ...rest]: Step[], value: unknown): unknown {
  if (step === undefined) return object ?? value;
  if (typeof step !== 'string')
    return Array.isArray(object)
      ? object.map((item) => (isItem(item, step) ? placed(item, rest, value) : item))
      : object;
  const before = isJsonObject(object) ? object : {};
  if (typeof rest[0] === 'object' && !Array.isArray(before[step])) return object;
  return { ...before, [step]: placed(before[step], rest, value) };
}

const isItem = (item: unknown, { key, value }: { key: string; value: unknown }) =>
  isJsonObject(item) && item[key] === value;
