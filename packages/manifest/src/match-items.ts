import { isPlainMap, isSameData } from './plain-data.ts';

/** What tells the items of a list apart, the first that does so in both lists. */
const tellers = ['name', 'mountPath', 'containerPort', 'key', 'field'] as const;

/** For each item of `to` the place in `from` of the one that it was; -1: it is new. No place is given twice. */
export function matchItems(from: readonly unknown[], to: readonly unknown[]): number[] {
  const teller = tellers.find((key) => tellsApart(from, key) && tellsApart(to, key));
  if (teller !== undefined)
    return to.map((item) => from.findIndex((other) => partOf(other, teller) === partOf(item, teller)));
  return matchByValue(from, to);
}

const partOf = (item: unknown, key: string): unknown => (isPlainMap(item) ? item[key] : undefined);

function tellsApart(list: readonly unknown[], key: string): boolean {
  const values = list.map((item) => partOf(item, key));
  return values.every((value) => value !== undefined) && new Set(values).size === values.length;
}

/** Equal ones in their order; what is left over is what stood at the same place. */
function matchByValue(from: readonly unknown[], to: readonly unknown[]): number[] {
  let next = 0;
  const equal = to.map((item) => {
    const at = from.findIndex((other, index) => index >= next && isSameData(other, item));
    if (at !== -1) next = at + 1;
    return at;
  });
  const taken = new Set(equal);
  return equal.map((at, index) => (at === -1 && index < from.length && !taken.has(index) ? index : at));
}
