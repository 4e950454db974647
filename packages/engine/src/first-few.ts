/** Up to this share of the items, finding the first ones by looking through takes less than sorting. */
const fewest = 1 / 16;

/** The first `count` items in an order, sorted, without sorting all the others where few are asked for. */
export function firstFew<T>(items: readonly T[], order: (a: T, b: T) => number, count: number): T[] {
  if (count > items.length * fewest) return [...items].sort(order).slice(0, count);
  const first: T[] = [];
  for (const item of items) {
    const last = first[count - 1];
    if (last !== undefined && order(item, last) >= 0) continue;
    let at = first.length;
    while (at > 0 && order(item, first[at - 1]!) < 0) at -= 1;
    first.splice(at, 0, item);
    if (first.length > count) first.pop();
  }
  return first;
}
