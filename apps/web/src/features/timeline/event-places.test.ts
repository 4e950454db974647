import type { EventRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { type EventMark, eventMarks, hasMarks, placeMarks } from './event-places.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const event = (reason: string, message: string, lastAtMs = 0) =>
  ({ id: `${reason}-${lastAtMs}`, reason, message, lastAtMs }) as EventRecord;
const wordsOf = (marks: readonly EventMark[]) =>
  marks.map(({ glyph, words }) => `${glyph} ${words}`.replaceAll('\u00a0', ' '));
const field = (path: string, before: string | null, after: string | null) => ({ path, before, after });

it('tells acts with their figures, and leaves out what explains nothing', () => {
  const events = [
    event('Scaled', 'Scaled from 8 to 12 replicas.', 1),
    event('Scaled', 'Scaled from 12 to 3 replicas.', 2),
    event('Created', 'Made.', 3),
    event('RolloutPaused', 'Paused.', 4),
  ];
  expect(wordsOf(eventMarks(events, []))).toEqual(['▲ scale 8→12', '▼ scale 12→3', '‖ paused']);
});

it('tells revisions that change variables alone, each variable once', () => {
  const env = (name: string) => `template.containers[web].env[${name}]`;
  const added = [field(`${env('A')}.name`, null, 'A'), field(`${env('A')}.value`, null, '1')];
  const changed = field(`${env('B')}.value`, '1', '2');
  const gone = field(`${env('C')}.value`, '1', null);
  const image = field('template.containers[web].image', 'web:1', 'web:2');
  const marks = eventMarks(
    [],
    [
      revisionEntry(2, { diff: [...added, changed, gone] }),
      revisionEntry(3, { diff: [...added, image] }),
      revisionEntry(4, { diff: added, restoredFrom: 2 }),
    ],
  );
  expect(wordsOf(marks)).toEqual(['◇ env +1 −1 ±1']);
  expect(marks[0]?.title).toBe('Variables of r2: +A, ±B, −C');
});

it('tells restarts of a rollout', () => {
  const { rollout } = revisionEntry(2);
  const marks = eventMarks([], [revisionEntry(2, { rollout: { ...rollout!, restarts: 3 } })]);
  expect(wordsOf(marks)).toEqual(['⚠ 3 restarts']);
});

it('knows whether anything is told at all, in sight or not', () => {
  const revisions = [revisionEntry(2), revisionEntry(3)];
  const made = revisions[0]!.createdAtMs;
  expect(hasMarks([event('Restarted', 'Restarted.', made)], revisions)).toBe(true);
  expect(hasMarks([event('Restarted', 'Restarted.', made - 1)], revisions)).toBe(false);
  expect(hasMarks([event('Created', 'Made.', made)], revisions)).toBe(false);
});

const mark = (atMs: number, { isTrouble = false, words = 'scale 8→12' } = {}): EventMark => ({
  ...{ key: String(atMs), atMs, glyph: '▲', words, title: '', isTrouble },
});
const placesOf = (marks: readonly EventMark[], toX = 400) =>
  placeMarks(marks, { xOf: (atMs) => Math.max(0, atMs), fromAtMs: 0, toX }).map(({ x, side, words }) => [
    x,
    words === '' ? 'alone' : side,
    ...(words === '' || words === 'scale 8→12' ? [] : [words]),
  ]);

it('places words where there is room, what went wrong first, and glyphs alone beside them', () => {
  const marks = [mark(-5), mark(10), mark(60, { isTrouble: true }), mark(250)];
  expect(placesOf(marks)).toEqual([
    [10, 'alone'],
    [60, 'right'],
    [250, 'right'],
  ]);
  expect(placeMarks([mark(-5), mark(500)], { xOf: () => 0, fromAtMs: 0, toX: 10 })).toEqual([]);
});

it('hides none behind another: those that would touch stand as one', () => {
  const near = [mark(100, { words: 'paused' }), mark(104, { words: 'resumed' })];
  expect(placesOf(near)).toEqual([[104, 'right', 'paused, resumed']]);
  expect(placesOf([...near, mark(108, { isTrouble: true, words: 'gate failed' })])).toEqual([
    [108, 'right', 'gate failed +2'],
  ]);
  expect(placesOf([mark(100, { words: 'restarted' }), mark(103, { words: 'restarted' })])).toEqual([
    [103, 'right', 'restarted ×2'],
  ]);
  expect(placesOf(near, 60)).toEqual([[57, 'left', '+1']]);
  const titled = near.map((one, at) => ({ ...one, title: `Sentence ${at}.` }));
  const [place] = placeMarks(titled, { xOf: (atMs) => atMs, fromAtMs: 0, toX: 400 });
  expect(place?.title).toBe('Sentence 0.\nSentence 1.');
});

it('counts the others where there is no room for their words', () => {
  const near = [mark(30, { words: 'paused' }), mark(34, { words: 'resumed' })];
  expect(placesOf([...near, mark(100)])).toEqual([
    [34, 'right', '+1'],
    [100, 'right'],
  ]);
});

it('places words to the left where there is no room to the right, and never on others', () => {
  expect(placesOf([mark(250), mark(380)])).toEqual([
    [250, 'left'],
    [380, 'left'],
  ]);
  // What happened just now keeps clear of the line of now, and its glyph alone stands before that.
  expect(placesOf([mark(400)])).toEqual([[397, 'left']]);
  expect(placesOf([mark(340, { isTrouble: true, words: 'gate' }), mark(400)])).toEqual([
    [340, 'left', 'gate, scale 8→12'],
  ]);
});

it('has the glyph alone where there is room for words on neither side', () => {
  expect(placesOf([mark(50)], 60)).toEqual([[46, 'alone']]);
});
