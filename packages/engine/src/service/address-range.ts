/** Addresses of IPv4 as whole numbers, which are easy to count through. */

export function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function addressOf(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
}

/** `198.18.4.0/22`, as its first address and how many there are. */
export interface AddressRange {
  first: number;
  count: number;
}

export function rangeOf(text: string): AddressRange {
  const [address = '', bits = '32'] = text.split('/');
  const count = 2 ** (32 - Number(bits));
  return { first: Math.floor(numberOf(address) / count) * count, count };
}

/** The first ones of a range are the network's own: where its name server answers, and what may come. */
const setAside = 16;

/** Where each node's name server answers. */
export function nameServerOf(range: string): string {
  return addressOf(rangeOf(range).first + 10);
}

/** The lowest address that nobody has; null: all are taken. */
export function freeAddress(range: string, taken: ReadonlySet<string>): string | null {
  const { first, count } = rangeOf(range);
  for (let offset = setAside; offset < count - 1; offset++) {
    const address = addressOf(first + offset);
    if (!taken.has(address)) return address;
  }
  return null;
}
