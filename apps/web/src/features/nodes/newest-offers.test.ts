import type { OfferRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { newestOffers } from './newest-offers.ts';

const offer = (id: string, state: OfferRecord['state'], createdAtMs: number) =>
  ({ id, state, createdAtMs }) as OfferRecord;

it('shows first what is held, however old it is, then what was answered last', () => {
  const offers = [offer('a', 'outstanding', 1), offer('b', 'declined', 3), offer('c', 'accepted', 4)];
  expect(newestOffers(offers).map(({ id }) => id)).toEqual(['a', 'c', 'b']);
  const many = Array.from({ length: 30 }, (_, at) => offer(String(at), 'declined', at));
  expect(
    newestOffers([...many, ...offers])
      .map(({ id }) => id)
      .slice(0, 3),
  ).toEqual(['a', '29', '28']);
  expect(newestOffers(many)).toHaveLength(8);
});
