import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Page, page } from './page.ts';

interface Row {
  id: string;
  rank: number;
}

function ask(rows: Row[], { sort = 'rank', limit = 3, cursor = null as string | null, list = 'rows' } = {}) {
  return page<Row>({
    list,
    rows,
    matches: () => true,
    keyOf: ({ rank, id }) => [rank, id],
    sort,
    limit,
    cursor,
    revision: 7,
  });
}

function value<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new Error('It was refused.');
  return result.value;
}

function walk(rows: Row[], options: { sort: string; limit: number }): Page<Row>[] {
  const pages: Page<Row>[] = [];
  let cursor: string | null = null;
  do {
    const next: Page<Row> = value(ask(rows, { ...options, cursor }));
    pages.push(next);
    cursor = next.nextCursor;
  } while (cursor !== null);
  return pages;
}

const anyRows = fc.uniqueArray(
  fc.record({ id: fc.string({ minLength: 1 }), rank: fc.integer({ min: 0, max: 5 }) }),
  {
    selector: ({ id }) => id,
  },
);

describe('page', () => {
  it('gives every row once, in order, whatever the page size', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 10 }), fc.boolean(), (rows, limit, down) => {
        const pages = walk(rows, { sort: down ? '-rank' : 'rank', limit });
        const found = pages.flatMap(({ items }) => items);
        const sign = down ? -1 : 1;
        const wanted = rows.toSorted((a, b) => sign * (a.rank - b.rank || (a.id < b.id ? -1 : 1)));
        expect(found).toEqual(wanted);
        expect(pages.every(({ items, total }) => items.length <= limit && total === rows.length)).toBe(true);
      }),
    );
  });

  it('neither repeats nor loses rows when others come between two pages', () => {
    const rows = ['b', 'd', 'f', 'h'].map((id) => ({ id, rank: 0 }));
    const first = value(ask(rows, { limit: 2 }));
    const more = [...rows, { id: 'a', rank: 0 }, { id: 'e', rank: 0 }];
    const second = value(ask(more, { limit: 10, cursor: first.nextCursor }));
    expect(second.items.map(({ id }) => id)).toEqual(['e', 'f', 'h']);
  });

  it.each([
    'nonsense',
    '!!!',
    Buffer.from('{"list":"rows"}').toString('base64url'),
    Buffer.from('[]').toString('base64url'),
  ])('refuses the cursor %s', (cursor) => {
    expect(ask([], { cursor })).toMatchObject({
      ok: false,
      error: { code: 'invalid', issues: [{ field: 'cursor' }] },
    });
  });

  it('refuses a cursor of another list or another order', () => {
    const rows = [1, 2, 3].map((rank) => ({ id: String(rank), rank }));
    const { nextCursor: cursor } = value(ask(rows, { limit: 1 }));
    expect(ask(rows, { cursor, list: 'others' }).ok).toBe(false);
    expect(ask(rows, { cursor, sort: '-rank' }).ok).toBe(false);
    expect(ask(rows, { cursor }).ok).toBe(true);
  });
});
