import { setImmediate as nextTurn } from 'node:timers/promises';
import { err, ok, type Rejection, type Result, rejection } from '@gantry/model';

/** A part of a list. `total` counts everything that matches, on this page or not. */
export interface Page<T> {
  items: T[];
  total: number;
  nextCursor: string | null;
  /** Cluster revision that the page shows. */
  revision: number;
}

export interface PageRequest<T> {
  /** Name of the list: a cursor of another list is refused. */
  list: string;
  rows: Iterable<T>;
  matches(row: T): boolean;
  /** What to sort by, and the id that makes the order total. */
  keyOf(row: T): SortKey;
  /** As the caller wrote it, for example `-name`. */
  sort: string;
  limit: number;
  cursor: string | null | undefined;
  revision: number;
}

export type SortKey = readonly [value: string | number, id: string];

/** Position of a page's last row, so that rows which come or go meanwhile neither repeat nor hide others. */
interface Cursor {
  list: string;
  sort: string;
  after: SortKey;
}

/** One pass over all rows that keeps only the page: a list of a million costs no more memory than a list of ten. */
export function page<T>(request: PageRequest<T>): Result<Page<T>, Rejection> {
  const pass = passing(request);
  for (;;) {
    const { done, value } = pass.next();
    if (done) return value;
  }
}

/** How long a pass holds the event loop. */
const turnMs = 10;

/**
 * The same of a list that may be long: others get their turn on the event loop. It shows the rows as they are now,
 * whatever is written meanwhile. `signal`: nobody waits for it any more, so that it ends, refused.
 */
export async function pageInTurns<T>(
  request: PageRequest<T>,
  signal?: AbortSignal,
): Promise<Result<Page<T>, Rejection>> {
  const pass = passing({ ...request, rows: [...request.rows] });
  for (let began = performance.now(); ; ) {
    const { done, value } = pass.next();
    if (done) return value;
    if (performance.now() - began < turnMs) continue;
    await nextTurn();
    if (signal?.aborted) return err(rejection('unavailable', 'Nobody waits for the answer any more.'));
    began = performance.now();
  }
}

/** Rows from one look at the clock to the next. */
const rowsAtATime = 256;

function* passing<T>(request: PageRequest<T>): Generator<void, Result<Page<T>, Rejection>> {
  const start = readCursor(request);
  if (!start.ok) return start;
  const compare = request.sort.startsWith('-') ? (a: SortKey, b: SortKey) => compareKeys(b, a) : compareKeys;
  const best: { key: SortKey; row: T }[] = [];
  let total = 0;
  let remaining = 0;
  let read = 0;
  for (const row of request.rows) {
    if (++read % rowsAtATime === 0) yield;
    if (!request.matches(row)) continue;
    total += 1;
    const key = request.keyOf(row);
    if (start.value && compare(key, start.value) <= 0) continue;
    remaining += 1;
    keepBest(best, { key, row }, { limit: request.limit, compare });
  }
  const last = best.at(-1);
  const nextCursor = last && remaining > best.length ? writeCursor(request, last.key) : null;
  return ok({ items: best.map(({ row }) => row), total, nextCursor, revision: request.revision });
}

function keepBest<E extends { key: SortKey }>(
  best: E[],
  entry: E,
  { limit, compare }: { limit: number; compare(a: SortKey, b: SortKey): number },
): void {
  const last = best.at(-1);
  if (last && best.length >= limit && compare(entry.key, last.key) >= 0) return;
  let low = 0;
  let high = best.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(best[middle]!.key, entry.key) < 0) low = middle + 1;
    else high = middle;
  }
  best.splice(low, 0, entry);
  if (best.length > limit) best.pop();
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return 0;
}

function writeCursor({ list, sort }: Pick<PageRequest<never>, 'list' | 'sort'>, after: SortKey): string {
  const cursor: Cursor = { list, sort, after };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function readCursor({
  list,
  sort,
  cursor,
}: Pick<PageRequest<never>, 'list' | 'sort' | 'cursor'>): Result<SortKey | null, Rejection> {
  if (!cursor) return ok(null);
  const position = parseCursor(cursor);
  if (position && position.list === list && position.sort === sort) return ok(position.after);
  const message =
    'This cursor is not of this list in this order. Ask for the first page again, without a cursor.';
  return err(rejection('invalid', `cursor: ${message}`, [{ field: 'cursor', message }]));
}

function parseCursor(text: string): Cursor | null {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isCursor(cursor) ? cursor : null;
  } catch {
    return null;
  }
}

function isCursor(value: unknown): value is Cursor {
  if (typeof value !== 'object' || value === null || !('after' in value) || !Array.isArray(value.after)) {
    return false;
  }
  const [sortValue, id] = value.after;
  return (typeof sortValue === 'string' || typeof sortValue === 'number') && typeof id === 'string';
}
