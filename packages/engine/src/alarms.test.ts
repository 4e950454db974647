import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Alarms } from './alarms.ts';

test('[EN10] the earliest deadline comes first, and a moved one counts where it is', () => {
  const alarms = new Alarms();
  alarms.set('a', 30);
  alarms.set('b', 10);
  alarms.set('c', 20);
  alarms.set('b', 40);
  expect(alarms.nextAtMs).toBe(20);
  expect(alarms.takeDue(30)).toEqual(['a', 'c']);
  alarms.set('b', null);
  expect(alarms.nextAtMs).toBeNull();
});

test('[EN7] what was changed since the beginning can be taken back', () => {
  const alarms = new Alarms();
  alarms.set('a', 30);
  alarms.begin();
  alarms.set('b', 5);
  alarms.takeDue(40);
  alarms.set('a', 90);
  alarms.goBack();
  expect(alarms.nextAtMs).toBe(30);
  expect(alarms.takeDue(100)).toEqual(['a']);
});

test('[EN10] it is a sorted list, whatever is set, moved and taken', () => {
  const move = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    atMs: fc.option(fc.nat(50)),
    take: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
      const alarms = new Alarms();
      const plain = new Map<string, number>();
      for (const { key, atMs, take } of moves) {
        alarms.set(key, atMs);
        if (atMs === null) plain.delete(key);
        else plain.set(key, atMs);
        if (take < 45) continue;
        const due = [...plain].filter(([, at]) => at <= take).map(([name]) => name);
        expect(alarms.takeDue(take)).toEqual(due.sort());
        for (const name of due) plain.delete(name);
      }
      const earliest = plain.size === 0 ? null : Math.min(...plain.values());
      expect(alarms.nextAtMs).toBe(earliest);
    }),
  );
});
