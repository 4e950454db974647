import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogLine } from '../port.ts';
import { readLogStream } from './docker-logs.ts';
import { frameSplitter } from './exec-frames.ts';
import { createPullMeter } from './pull-image.ts';

type Channel = 'stdout' | 'stderr';
const numRuns = Number(process.env.FC_RUNS ?? 300);

function frame(channel: Channel, content: string | Buffer): Buffer {
  const data = Buffer.from(content);
  const header = Buffer.from([channel === 'stdout' ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

/** The same bytes in pieces of the given sizes, as a socket may give them. */
function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const channels = fc.constantFrom<Channel>('stdout', 'stderr');
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });

test('what a command writes comes out whole and in order, however the socket cuts it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(channels, fc.uint8Array({ maxLength: 60 }))), sizes, (written, pieces) => {
      const got: Record<Channel, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
      const split = frameSplitter((channel, data) => {
        got[channel] = Buffer.concat([got[channel], data]);
      });
      for (const piece of cut(
        Buffer.concat(written.map(([channel, data]) => frame(channel, Buffer.from(data)))),
        pieces,
      ))
        split(piece);
      const all = (wanted: Channel) =>
        Buffer.concat(written.filter(([channel]) => channel === wanted).map(([, data]) => data));
      expect(got.stdout).toEqual(all('stdout'));
      expect(got.stderr).toEqual(all('stderr'));
    }),
    { numRuns },
  );
});

async function readLog(
  chunks: Buffer[],
  options: { tty?: boolean; sinceMs?: number } = {},
): Promise<LogLine[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines = [];
  for await (const line of readLogStream(stream(), { tty: false, sinceMs: null, ...options }))
    lines.push(line);
  return lines;
}

const stamp = (atMs: number) => new Date(atMs).toISOString().replace('Z', '456789Z');

describe('logs', () => {
  test('any lines come back with stream and time, however the socket cuts them', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((line) => line.replaceAll(/[\r\n]/g, ''));
    const line = fc.record({ stream: channels, atMs: fc.integer({ min: 1, max: 4e12 }), text });
    await fc.assert(
      fc.asyncProperty(fc.array(line), sizes, async (lines, pieces) => {
        const bytes = Buffer.concat(
          lines.map((one) => frame(one.stream, `${stamp(one.atMs)} ${one.text}\n`)),
        );
        expect(await readLog(cut(bytes, pieces))).toEqual(lines);
      }),
      { numRuns },
    );
  });

  test('a line that the engine cut in pieces is one line again, with the time of its first piece', async () => {
    const [long, rest] = ['a'.repeat(16_384), 'b'.repeat(100)];
    const chunks = [
      frame('stdout', `${stamp(1_000)} ${long}`),
      frame('stderr', `${stamp(1_500)} between\n`),
      frame('stdout', `${stamp(2_000)} ${rest}\r\n`),
      frame('stdout', `${stamp(3_000)} no end`),
    ];
    expect(await readLog(chunks)).toEqual([
      { stream: 'stderr', atMs: 1_500, text: 'between' },
      { stream: 'stdout', atMs: 1_000, text: long + rest },
      { stream: 'stdout', atMs: 3_000, text: 'no end' },
    ]);
  });

  test('a line without end does not fill the memory', async () => {
    const piece = frame('stdout', `${stamp(1_000)} ${'x'.repeat(16_384)}`);
    const lines = await readLog(Array(9).fill(piece));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.map(({ text }) => text).join('')).toBe('x'.repeat(9 * 16_384));
  });

  test("a terminal's log is all stdout", async () => {
    const bytes = Buffer.from(`${stamp(1_000)} one\r\n${stamp(2_000)} two`);
    expect(await readLog(cut(bytes, [7]), { tty: true })).toEqual([
      { stream: 'stdout', atMs: 1_000, text: 'one' },
      { stream: 'stdout', atMs: 2_000, text: 'two' },
    ]);
  });

  test('engines round "since" to their taste; earlier lines are left out', async () => {
    const chunks = [
      frame('stdout', `${stamp(1_000)} early\n`),
      frame('stdout', '1970-01-01T01:00:02.5+01:00 late\n'),
    ];
    expect(await readLog(chunks, { sinceMs: 2_000 })).toEqual([
      { stream: 'stdout', atMs: 2_500, text: 'late' },
    ]);
  });
});

test('a pull is half downloading, half extracting, over all its layers, and never goes back', () => {
  const meter = createPullMeter();
  const [one, two] = ['1'.repeat(12), '2'.repeat(12)];
  const ratios = [
    meter({ status: 'Pulling from library/nginx', id: '1.27' }),
    meter({ status: 'Pulling fs layer', id: one }),
    meter({ status: 'Pulling fs layer', id: two }),
    meter({ status: 'Downloading', id: one, progressDetail: { current: 50, total: 100 } }),
    meter({ status: 'Download complete', id: one }),
    meter({ status: 'Already exists', id: two }),
    meter({ status: 'Extracting', id: one, progressDetail: { current: 50, total: 100 } }),
    meter({ status: 'Pull complete', id: one }),
    meter({ status: 'Status: Downloaded newer image' }),
  ];
  expect(ratios).toEqual([null, null, null, 0.125, 0.25, 0.75, 0.875, 1, 1]);
});
