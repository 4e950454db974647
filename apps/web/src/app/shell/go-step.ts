import { places } from '../places.ts';

/** After `g` the next key leads to a place for this long, in milliseconds. */
const mostMs = 1_000;

const ways: ReadonlyMap<string, string> = new Map([
  ['d', '/deploy'],
  ...places.map(({ key, to }) => [key, to] as const),
]);

/** Where a key is in a way to a place. */
export interface GoStep {
  /** When `g` was pressed that no key followed yet, in milliseconds; null: none was. */
  begunAtMs: number | null;
  /** Where the key leads as the second one of a way; null: nowhere. */
  to: string | null;
}

/** What a press is after `begunAtMs`. `isFree`: it is no part of a text, a dialog or a combination. */
export function goStep(
  begunAtMs: number | null,
  { key, isFree, atMs }: { key: string; isFree: boolean; atMs: number },
): GoStep {
  const small = key.toLowerCase();
  if (!isFree) return { begunAtMs: null, to: null };
  const isSecond = begunAtMs !== null && atMs - begunAtMs <= mostMs;
  const to = (isSecond && ways.get(small)) || null;
  return { begunAtMs: to === null && small === 'g' ? atMs : null, to };
}
