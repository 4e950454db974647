import type { OfferRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { offerVerdict } from '../../shared/verdict.ts';
import { historyWords, offersAlike } from './offer-history.ts';
import { rankMoves } from './rank-moves.ts';
import { timeLeftOf } from './time-left.ts';

describe('an offer that is held', () => {
  const held = { state: 'outstanding', createdAtMs: 1_000 } as const;

  it('counts down to its time-out, and is late in the last fifth of it', () => {
    const at = (nowMs: number) => timeLeftOf(held, { nowMs, timeoutMs: 10_000 });
    expect(at(1_000)).toEqual({ leftMs: 10_000, leftRatio: 1, isLate: false });
    expect(at(8_000)).toMatchObject({ leftMs: 3_000, isLate: false });
    expect(at(9_000)).toMatchObject({ leftMs: 2_000, isLate: true });
    // The clocks of two machines, and an answer that is under way.
    expect(at(900)).toMatchObject({ leftMs: 10_000 });
    expect(at(99_000)).toMatchObject({ leftMs: 0, isLate: true });
  });

  it('has no time left to tell once it has ended', () => {
    expect(timeLeftOf({ ...held, state: 'declined' }, { nowMs: 2_000, timeoutMs: 10_000 })).toBeNull();
  });
});

describe('what a framework and a node had with each other', () => {
  const offer = (id: string, over: Partial<Record<keyof OfferRecord, unknown>> = {}) =>
    ({ id, frameworkId: 'spark', nodeId: 'n1', state: 'accepted', createdAtMs: 0, ...over }) as OfferRecord;

  it('are their other offers, the newest first', () => {
    const all = [
      offer('a', { createdAtMs: 1 }),
      offer('b', { createdAtMs: 2 }),
      offer('other node', { nodeId: 'n2' }),
      offer('other framework', { frameworkId: 'web' }),
    ];
    expect(offersAlike([...all, offer('this')], offer('this')).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('are told by what they came to', () => {
    expect(historyWords([offer('a'), offer('b', { state: 'declined' }), offer('c')])).toBe(
      '2 taken · 1 declined',
    );
    expect(historyWords([offer('a', { state: 'outstanding' })])).toBe('none that has ended');
  });

  it('are told in the words of their state', () => {
    for (const state of ['accepted', 'declined', 'rescinded', 'expired'] as const)
      expect(historyWords([offer('a', { state })])).toBe(`1 ${offerVerdict({ state }).label.toLowerCase()}`);
  });
});

describe('who moved on the ladder', () => {
  it('are those who stand at another place than before, by how many', () => {
    expect([...rankMoves(['a', 'b', 'c'], ['c', 'a', 'b'])]).toEqual([
      ['c', 2],
      ['a', -1],
      ['b', -1],
    ]);
    expect(rankMoves(['a', 'b'], ['a', 'b']).size).toBe(0);
  });

  it('is nobody who was not there before', () => {
    expect([...rankMoves(['a'], ['a', 'new'])]).toEqual([]);
    expect([...rankMoves(['a', 'gone'], ['a'])]).toEqual([]);
  });
});
