import type { LogBatch, LogLine } from '@gantry/client';
import { describe, expect, it, vi } from 'vitest';
import { ansiSpans, severityOf } from './ansi.ts';
import { keptLines } from './kept-lines.ts';
import { LogBuffer, lineMatcher, logFileText, type ShownLine } from './log-buffer.ts';

const line = (text: string, atMs: number | null = 1): LogLine =>
  ({
    taskId: 't1',
    taskName: 'web-1',
    container: 'web',
    revision: 1,
    stream: 'stdout',
    atMs,
    text,
  }) as LogLine;
const batch = (over: Partial<LogBatch>): LogBatch => ({ lines: [], dropped: 0, ended: [], ...over });
const shown = (text: string): ShownLine => ({ ...line(text), id: 0 });

describe('the log buffer', () => {
  it('puts the lines of a batch in the order of their time', () => {
    const buffer = new LogBuffer();
    buffer.add(batch({ lines: [line('b', 2), line('a', 1)] }));
    expect(buffer.lines.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('puts what was there already in the order of its time, though each node sends its own later than others', () => {
    const buffer = new LogBuffer();
    const keep = keptLines(({ text }) => text !== 'note');
    const texts = () => keep(buffer.lines).map(({ text }) => text);
    buffer.add(batch({ lines: [line('b', 2), line('e', 5)] }));
    expect(texts()).toEqual(['b', 'e']);
    buffer.add(batch({ lines: [line('f', 5), line('a', 1), line('c', 3)] }));
    expect(texts()).toEqual(['a', 'b', 'c', 'e', 'f']);
    buffer.add(batch({ lines: [line('d', 4), line('g', 6)] }));
    expect(texts()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    const ids = buffer.lines.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(7);
  });

  it('leaves what was read where it is once the output is followed', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const buffer = new LogBuffer();
    buffer.add(batch({ lines: [line('b', 2)] }));
    vi.advanceTimersByTime(2_001);
    buffer.add(batch({ lines: [line('a', 1)] }));
    vi.useRealTimers();
    expect(buffer.lines.map(({ text }) => text)).toEqual(['b', 'a']);
  });

  it('says what was left out and why a stream ended', () => {
    const buffer = new LogBuffer();
    buffer.add(
      batch({
        dropped: 7,
        ended: [{ taskId: line('').taskId, taskName: 'web-1', error: 'the node is gone' }],
      }),
    );
    expect(buffer.lines.map(({ text }) => text)).toEqual([
      '7 lines came too fast to be shown',
      'web-1: the node is gone',
    ]);
  });

  it('tells each reader once a batch, with a new array', () => {
    const buffer = new LogBuffer();
    let told = 0;
    const before = buffer.lines;
    const stop = buffer.subscribe(() => {
      told += 1;
    });
    buffer.add(batch({ lines: [line('a'), line('b')] }));
    stop();
    buffer.add(batch({ lines: [line('c')] }));
    expect(told).toBe(1);
    expect(buffer.lines).not.toBe(before);
  });

  it('leaves a list that it gave out as it was, by which readers tell what is new', () => {
    const buffer = new LogBuffer();
    buffer.add(batch({ lines: [line('a')] }));
    const given = buffer.lines;
    buffer.add(batch({ lines: [line('b')], dropped: 1 }));
    expect(given.map(({ text }) => text)).toEqual(['a']);
  });

  it('keeps two hundred thousand lines and lets the oldest go', () => {
    const buffer = new LogBuffer();
    for (let round = 0; round < 43; round += 1) {
      buffer.add(batch({ lines: Array.from({ length: 5_000 }, (_, index) => line(`${round}-${index}`)) }));
    }
    expect(buffer.lines.length).toBeLessThanOrEqual(210_000);
    expect(buffer.lines.at(-1)?.text).toBe('42-4999');
  });
});

describe('older lines', () => {
  const of = (taskId: string, atMs: number): LogLine => ({
    ...line(`${taskId} ${atMs}`, atMs),
    taskId: taskId as LogLine['taskId'],
  });
  const texts = (buffer: LogBuffer) => buffer.lines.map(({ text }) => text);

  it('go on from where the newest lines of each container are all there', () => {
    const buffer = new LogBuffer();
    buffer.add(batch({ lines: [of('quiet', 1), of('chatty', 5), of('chatty', 6)] }));
    expect(buffer.completeFromMs(2)).toBe(5);
    expect(buffer.completeFromMs(100)).toBe(1);
    buffer.prepend([of('chatty', 0), of('quiet', 1), of('chatty', 4), of('chatty', 5)], 6);
    expect(texts(buffer)).toEqual(['chatty 0', 'quiet 1', 'chatty 4', 'chatty 5', 'chatty 6']);
    expect(buffer.completeFromMs(2)).toBe(0);
    const ids = buffer.lines.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it('are looked at by a filter that has seen the others', () => {
    const buffer = new LogBuffer();
    const keep = keptLines(({ text }) => text.startsWith('a'));
    buffer.add(batch({ lines: [of('a', 5), of('b', 6)] }));
    expect(keep(buffer.lines)).toHaveLength(1);
    buffer.prepend([of('a', 1), of('b', 2), of('a', 5)], 6);
    expect(keep(buffer.lines).map(({ text }) => text)).toEqual(['a 1', 'a 5']);
    buffer.add(batch({ lines: [of('a', 7)] }));
    expect(keep(buffer.lines).map(({ text }) => text)).toEqual(['a 1', 'a 5', 'a 7']);
  });
});

it('looks for text or for a pattern', () => {
  expect(lineMatcher('ERR')?.(shown('an error'))).toBe(true);
  expect(lineMatcher('/^a.+r$/')?.(shown('an error'))).toBe(true);
  expect(lineMatcher('/ERROR/')?.(shown('an error'))).toBe(false);
  expect(lineMatcher('/ERROR/i')?.(shown('an error'))).toBe(true);
  expect(lineMatcher('/(/')).toBeNull();
  expect(lineMatcher('')?.(shown('x'))).toBe(true);
});

it('colours what a terminal would, and leaves markup as text', () => {
  const spans = ansiSpans('\u001b[31mred\u001b[0m <b>\u001b[2Jplain');
  expect(spans.map(({ text }) => text).join('')).toBe('red <b>plain');
  expect(spans[0]?.className).toContain('failed');
  expect(spans[1]?.className).toBe('');
});

it('marks errors and warnings', () => {
  expect(severityOf('ERROR boom')).toBe('failed');
  expect(severityOf('{"level":"warn"}')).toBe('pending');
  expect(severityOf('terror in the mirror')).toBeNull();
});

it('writes a file of what is on the screen', () => {
  expect(logFileText([{ ...shown('hi'), atMs: 0 }])).toBe('1970-01-01T00:00:00.000Z web-1 hi');
});
