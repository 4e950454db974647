/** Plain data as JSON knows it: comparing it, and carrying changes of one value over to another. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal in value; a key that is undefined counts as absent. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key], b[key]));
}

/**
 * Carries what changed from `before` to `after` over to `current`, key by key, and leaves the rest of `current` as it
 * is: whatever `before` could not say stays. A key that is undefined in `after` is removed.
 */
export function carryOver<T extends object>(current: T, before: object, after: object): T {
  const result = { ...current } as Json;
  const [old, wanted] = [before as Json, after as Json];
  for (const key of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
    if (isSame(old[key], wanted[key])) continue;
    const deep = isObject(result[key]) && isObject(old[key]) && isObject(wanted[key]);
    const value = deep ? carryOver(result[key] as Json, old[key] as Json, wanted[key] as Json) : wanted[key];
    if (value === undefined) delete result[key];
    else result[key] = value;
  }
  return result as T;
}

/** Without keys that are undefined. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
