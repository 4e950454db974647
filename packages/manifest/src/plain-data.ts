/** Plain data: what JSON can hold. */
export type Plain = Record<string, unknown>;

export const isPlainMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const keysOf = (...maps: readonly Plain[]): string[] => [
  ...new Set(maps.flatMap((map) => Object.keys(map))),
];

/** Whether two values say the same. A key that is undefined is not there. */
export function isSameData(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSameData(item, b[index]));
  if (isPlainMap(a) && isPlainMap(b)) return keysOf(a, b).every((key) => isSameData(a[key], b[key]));
  return a === b;
}
