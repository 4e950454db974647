/**
 * Readers of what a link carries. The URL is the view: everything is optional, what is not understood is dropped, and a
 * default is left out, so that links stay short.
 */
export type RawSearch = Record<string, unknown>;

export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function whole(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}

export function choice<const T extends string>(...choices: readonly T[]): (value: unknown) => T | undefined {
  return (value) => choices.find((one) => one === value);
}

export function flag(value: unknown): true | undefined {
  return value === true || value === 'true' || value === 1 || value === '1' ? true : undefined;
}

type Readers = Record<string, (value: unknown) => unknown>;
export type Search<R extends Readers> = { [K in keyof R]?: ReturnType<R[K]> };

/** The search parameters of a route, from one reader each. */
export function searchOf<R extends Readers>(readers: R): (search: RawSearch) => Search<R> {
  return (search) => {
    const read = Object.entries(readers).map(([key, reader]) => [key, reader(search[key])] as const);
    return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Search<R>;
  };
}
