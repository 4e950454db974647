import { expect, it } from 'vitest';
import { arcsToDraw } from './arcs.tsx';
import { nextTarget } from './rail-steps.ts';
import { agoWords, optionWords } from './rail-words.ts';
import { revisionState, saidHere, wentWrong, whyBad, whyBadHere } from './revision-state.ts';
import { revisionEntry } from './testing/revision-entry.ts';
import { defaultWindow, including, panned, windowOf, zoomed } from './window.ts';

const entries = [1, 2, 3, 4].map((number) => {
  const entry = revisionEntry(number, { current: number === 4, restoredFrom: number === 2 ? 1 : null });
  return { entry, state: revisionState(entry, { degraded: false }), dips: [] };
});
const press = (key: string, target: number | null, shiftKey = false, altKey = false) =>
  nextTarget({ key, shiftKey, altKey, ctrlKey: false, metaKey: false }, entries, target);

it('leaves the keys that the browser goes back and forth with', () => {
  expect(press('ArrowLeft', null, false, true)).toBeUndefined();
  expect(press('ArrowLeft', null)).toBe(3);
});

it('moves through the revisions, and back to none on the current one', () => {
  expect(press('ArrowLeft', null)).toBe(3);
  expect(press('ArrowLeft', 1)).toBe(1);
  expect(press('ArrowRight', 3)).toBeNull();
  expect(press('ArrowLeft', null, true)).toBe(2);
  expect(press('ArrowRight', 2, true)).toBeNull();
  expect(press('Home', null)).toBe(1);
  expect(press('Escape', 2)).toBeNull();
  expect(press('x', 2)).toBeUndefined();
});

it('stays where it is when no notable one is left on that side', () => {
  expect(press('ArrowLeft', 2, true)).toBeUndefined();
  expect(press('ArrowLeft', 1, true)).toBeUndefined();
});

it('says all of a revision in words: what it came to with its figures, how old it is and whose', () => {
  const base = revisionEntry(3);
  const entry = revisionEntry(3, {
    cause: 'try it',
    rollout: { ...base.rollout!, outcome: 'failed', message: '5 restarts, 1 is allowed', lowestReady: 1 },
  });
  const at = { entry, state: revisionState(entry, { degraded: false }), dips: [] };
  expect(optionWords(at, entry.createdAtMs + 4 * 86_400_000)).toBe(
    'Revision r3, web:3, failed, 5 restarts, 1 is allowed, lowest ready 1 of 4, try it, 4 days ago, by ana',
  );
  expect([59_000, 60_000, 7_300_000].map(agoWords)).toEqual(['just now', '1 minute ago', '2 hours ago']);
});

it('tells apart what a revision came to', () => {
  const base = revisionEntry(3);
  const of = (outcome: NonNullable<typeof base.rollout>['outcome'], current = false) =>
    revisionState(revisionEntry(3, { current, rollout: base.rollout && { ...base.rollout, outcome } }), {
      degraded: false,
    }).glyph;
  expect([
    of('complete'),
    of('complete', true),
    of('running', true),
    of('rolledBack'),
    of('aborted'),
    of('superseded'),
  ]).toEqual(['served', 'current', 'rolling', 'failed', 'aborted', 'superseded']);
  expect(revisionState(revisionEntry(3, { current: true }), { degraded: true }).glyph).toBe(
    'currentDegraded',
  );
});

it('tells a rollout that a person has to let go on as the head of the page does', () => {
  const base = revisionEntry(3);
  const entry = revisionEntry(3, { current: true, rollout: { ...base.rollout!, outcome: 'running' } });
  const stateOf = (waiting: number | null) => revisionState(entry, { degraded: false, waiting });
  expect(stateOf(3)).toMatchObject({ glyph: 'paused', tone: 'pending', word: 'waits for a person' });
  expect([stateOf(2), stateOf(null)].map(({ word }) => word)).toEqual(['rolling out', 'rolling out']);
});

it('marks what cannot run any more, unless it is what runs', () => {
  const lost = { kind: 'gone', message: 'node a has no web:1 any more (it cannot be pulled)' } as const;
  const stateOf = (over: Partial<Parameters<typeof revisionEntry>[1]>) =>
    revisionState(revisionEntry(1, { lost, ...over }), { degraded: false });
  expect(stateOf({})).toMatchObject({
    glyph: 'lost',
    word: 'cannot run any more: node a has no web:1 any more (it cannot be pulled)',
    notable: true,
  });
  expect(stateOf({ current: true })).toMatchObject({ glyph: 'current' });
  expect(stateOf({ lost: { ...lost, kind: 'changed' } })).toMatchObject({ glyph: 'served' });
});

it('shows the newest thirty, what a link asks for, and keeps its newest end while zooming', () => {
  expect(defaultWindow(103)).toEqual({ from: 73, to: 102 });
  expect(windowOf(entries, { from: 2, to: 3 })).toEqual({ from: 1, to: 2 });
  expect(windowOf(entries, { from: 9, to: 3 })).toEqual({ from: 0, to: 3 });
  expect(zoomed({ from: 73, to: 102 }, 103, { factor: 0.5 })).toEqual({ from: 88, to: 102 });
  expect(zoomed({ from: 73, to: 102 }, 103, { factor: 10 })).toEqual({ from: 0, to: 102 });
});

it('zooms about the chosen revision, brings one into sight, and pans no further than there is', () => {
  expect(zoomed({ from: 0, to: 99 }, 100, { factor: 0.1, about: 40 })).toEqual({ from: 36, to: 45 });
  expect(zoomed({ from: 0, to: 99 }, 100, { factor: 0.1, about: 0 })).toEqual({ from: 0, to: 9 });
  expect(including({ from: 70, to: 99 }, 100, 20)).toEqual({ from: 5, to: 34 });
  expect(including({ from: 70, to: 99 }, 100, 80)).toEqual({ from: 70, to: 99 });
  expect(including({ from: 70, to: 99 }, 100, -1)).toEqual({ from: 70, to: 99 });
  expect(panned({ from: 70, to: 99 }, 100, 5)).toEqual({ from: 70, to: 99 });
  expect(panned({ from: 70, to: 99 }, 100, -80)).toEqual({ from: 0, to: 29 });
});

it('draws the arcs of the revision under the pointer first, then the chosen one and the newest, three at the most', () => {
  const restoring = [2, 4, 6, 8, 9].map((number) =>
    revisionEntry(number, { restoredFrom: number === 9 ? 1 : number - 1 }),
  );
  const drawn = (hovered: number | null, target: number | null) =>
    arcsToDraw(restoring, { hovered, target }).map(({ number }) => number);
  expect(drawn(null, null)).toEqual([9]);
  expect(drawn(3, null)).toEqual([4, 9]);
  expect(drawn(1, 6)).toEqual([2, 9, 6]);
});

it('tells why an attempt came to no good end, and nothing of one that did', () => {
  const ended = (outcome: 'rolledBack' | 'complete') => {
    const { rollout, ...entry } = revisionEntry(2);
    return { ...entry, rollout: { ...rollout!, outcome, message: '5 restarts, 1 is allowed' } };
  };
  expect(whyBad(ended('rolledBack'))).toBe('5 restarts, 1 is allowed');
  expect(whyBad(ended('complete'))).toBe('');
  expect(wentWrong(ended('rolledBack'))).toBe('5 restarts, 1 is allowed');
  expect(wentWrong(ended('complete'))).toBe('');
  const { rollout, ...entry } = revisionEntry(2);
  const outage = { ...entry, previous: 1, rollout: { ...rollout!, replicas: 3, lowestReady: 0 } };
  expect(wentWrong(outage)).toBe('nothing was ready for a while');
});

it('does not say the number again beside a revision', () => {
  const { rollout, ...entry } = revisionEntry(2);
  const message = 'Revision 2: 5 restarts, 1 is allowed';
  const failed = { ...entry, rollout: { ...rollout!, outcome: 'failed' as const, message } };
  expect([whyBadHere(failed), saidHere(failed)]).toEqual(Array(2).fill('5 restarts, 1 is allowed'));
});
