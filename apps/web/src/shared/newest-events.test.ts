import type { EventRecord } from '@gantry/model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newestEvents } from './newest-events.ts';

const event = (id: string, lastAtMs: number) => ({ id, lastAtMs }) as EventRecord;
const idOf = (revision: number, ordinal: number) => `e${revision.toString(36)}-${ordinal.toString(36)}`;

it('puts the latest first, and of one moment those that came later by what their ids count', () => {
  const events = [
    event(idOf(71, 2), 5),
    event(idOf(71, 40), 5),
    event(idOf(9, 1), 7),
    event(idOf(1_296, 0), 5),
  ];
  expect(newestEvents(events, 9).map(({ id }) => id)).toEqual(
    [idOf(9, 1), idOf(1_296, 0), idOf(71, 40), idOf(71, 2)].map(String),
  );
});

it('takes as many as are wanted, whatever the order in which they stand', () => {
  const someEvents = fc.uniqueArray(
    fc.record({ revision: fc.nat(3_000), ordinal: fc.nat(80), atMs: fc.nat(3) }),
    { selector: ({ revision, ordinal }) => idOf(revision, ordinal) },
  );
  fc.assert(
    fc.property(someEvents, fc.nat(12), (some, count) => {
      const sorted = some.toSorted(
        (a, b) => b.atMs - a.atMs || b.revision - a.revision || b.ordinal - a.ordinal,
      );
      const found = newestEvents(
        some.map(({ revision, ordinal, atMs }) => event(idOf(revision, ordinal), atMs)),
        count,
      );
      expect(found.map(({ id }) => id)).toEqual(
        sorted.slice(0, count).map(({ revision, ordinal }) => idOf(revision, ordinal)),
      );
    }),
  );
});
