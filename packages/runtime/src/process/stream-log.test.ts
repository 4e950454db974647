import { appendFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { longestLineBytes, mergeByTime, offsetOfTail, offsetSince, readTimedLines } from './log-lines.ts';
import { openStreamLog, type StreamLog } from './stream-log.ts';

const numRuns = Number(process.env.FC_RUNS ?? 200);

function aLog(content = '') {
  const folder = temporaryFolder();
  const [file, marksFile] = [join(folder, 'stdout.log'), join(folder, 'stdout.marks')];
  writeFileSync(file, content);
  return {
    file,
    marksFile,
    log: openStreamLog(file, marksFile),
    write: (text: string) => appendFileSync(file, text),
  };
}

async function readAll(log: StreamLog, range: Partial<{ from: number; to: number; complete: boolean }> = {}) {
  const lines = [];
  const whole = { from: log.base(), to: log.end(), complete: true, ...range };
  for await (const { text, atMs } of readTimedLines(log, 'stdout', whole)) lines.push({ text, atMs });
  return lines;
}

describe('times', () => {
  test('a line has the time of the first mark after it was written', async () => {
    const { log, write } = aLog();
    write('one\ntwo\n');
    log.mark(1_000);
    write('three\nfo');
    log.mark(2_000);
    write('ur\nfive');
    log.mark(3_000);
    expect(await readAll(log)).toEqual([
      { text: 'one', atMs: 1_000 },
      { text: 'two', atMs: 1_000 },
      { text: 'three', atMs: 2_000 },
      { text: 'four', atMs: 2_000 },
      { text: 'five', atMs: 3_000 },
    ]);
  });

  test('what was written while no agent looked has the time of the file', async () => {
    const { file, marksFile, log, write } = aLog();
    write('seen\n');
    log.mark(1_000);
    write('unseen\n');
    const again = openStreamLog(file, marksFile);
    const writtenAtMs = Math.round(statSync(file).mtimeMs);
    expect(await readAll(again)).toEqual([
      { text: 'seen', atMs: 1_000 },
      { text: 'unseen', atMs: writtenAtMs },
    ]);
  });

  test('reading since a moment starts where its lines start', async () => {
    const { log, write } = aLog();
    for (const second of [1, 2, 3]) {
      write(`line ${second}\n`);
      log.mark(second * 1_000);
    }
    const since = async (ms: number) =>
      (await readAll(log, { from: offsetSince(log.readMarks().slice(1), ms) })).map(({ text }) => text);
    expect(await since(3_500)).toEqual([]);
    expect((await since(2_500)).at(-1)).toBe('line 3');
    expect(await since(0)).toContain('line 2');
  });
});

test('a last line without its end is held back until it is complete', async () => {
  const { log, write } = aLog();
  write('whole\nhal');
  log.mark(1_000);
  expect((await readAll(log, { complete: false })).map(({ text }) => text)).toEqual(['whole']);
  expect((await readAll(log)).map(({ text }) => text)).toEqual(['whole', 'hal']);
});

test('output without line ends comes in pieces', async () => {
  const { log } = aLog('x'.repeat(longestLineBytes * 2 + 10));
  expect((await readAll(log)).map(({ text }) => text.length)).toEqual([
    longestLineBytes,
    longestLineBytes,
    10,
  ]);
});

test('any text, cut anywhere, comes back line by line; and so do its last lines', async () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll(/[\n\r\0]/g, ''));
  const lines = fc.array(
    fc.oneof({ weight: 9, arbitrary: line }, { weight: 1, arbitrary: fc.constant('y'.repeat(7_000)) }),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.nat(70), async (texts, count) => {
      const { log } = aLog(texts.map((text) => `${text}\n`).join(''));
      expect((await readAll(log)).map(({ text }) => text)).toEqual(texts);
      const from = await offsetOfTail(log, log.end(), count);
      expect((await readAll(log, { from })).map(({ text }) => text)).toEqual(
        count === 0 ? [] : texts.slice(-count),
      );
    }),
    { numRuns },
  );
});

describe('trimming', () => {
  const line = `${'z'.repeat(99)}\n`;

  test('frees the disk, keeps the newest whole lines, and loses nothing written later', async () => {
    const { file, marksFile, log, write } = aLog();
    for (let index = 0; index < 40; index++) {
      write(line.repeat(100));
      log.mark(1_000 + index);
      await log.trim(100_000);
    }
    write('newest\n');
    log.mark(9_999);
    const kept = await readAll(log);
    expect(kept.length).toBeGreaterThanOrEqual(500);
    expect(kept.length).toBeLessThanOrEqual(1_001);
    expect(kept.slice(0, -1).every(({ text }) => text.length === 99)).toBe(true);
    expect(kept.at(-1)).toEqual({ text: 'newest', atMs: 9_999 });
    expect(statSync(file).blocks * 512).toBeLessThan(150_000);
    expect(await readAll(openStreamLog(file, marksFile))).toEqual(kept);
  });

  test('times stay right after it', async () => {
    const { log, write } = aLog();
    for (let index = 0; index < 30; index++) {
      write(`${index} ${line}`);
      log.mark(index);
    }
    await log.trim(1_000);
    for (const { text, atMs } of await readAll(log)) expect(atMs).toBe(Number.parseInt(text, 10));
  });
});

test('a file that somebody cut is read from its new start', async () => {
  const { file, log, write } = aLog('old old old\n');
  truncateSync(file, 0);
  write('new\n');
  log.mark(5_000);
  expect(await readAll(log)).toEqual([{ text: 'new', atMs: 5_000 }]);
});

test('marks that the agent wrote by halves do not matter', async () => {
  const { file, marksFile, write } = aLog('one\n');
  appendFileSync(marksFile, '12');
  write('two\n');
  const again = openStreamLog(file, marksFile);
  expect((await readAll(again)).map(({ text }) => text)).toEqual(['one', 'two']);
  expect(again.readMarks().at(-1)?.offset).toBe(8);
});

test('merging keeps the order of time, whatever comes in', async () => {
  const times = fc.array(fc.nat(50), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));
  async function* from(list: number[]) {
    for (const atMs of list) yield { atMs };
  }
  await fc.assert(
    fc.asyncProperty(times, times, async (left, right) => {
      const merged = [];
      for await (const { atMs } of mergeByTime(from(left), from(right))) merged.push(atMs);
      expect(merged).toEqual([...left, ...right].sort((a, b) => a - b));
    }),
    { numRuns },
  );
});
