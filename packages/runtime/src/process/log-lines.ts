import { type FileHandle, open } from 'node:fs/promises';
import type { LogLine } from '../port.ts';
import type { Mark, StreamLog } from './stream-log.ts';

/** A longer line is cut into pieces, so that output without line ends cannot fill the memory. */
export const longestLineBytes = 65_536;
const chunkBytes = 65_536;
const lineFeed = 0x0a;

interface RawLine {
  text: string;
  /** Where it starts in the file. */
  offset: number;
  /** Where the next one starts. */
  end: number;
}

/**
 * The lines in [from, to). A last line without its end is held back unless `complete`: more of it may come.
 * Starts later when the front was freed meanwhile.
 */
export async function* readRawLines(
  log: StreamLog,
  range: { from: number; to: number; complete: boolean },
): AsyncGenerator<RawLine> {
  if (range.from >= range.to) return;
  const handle = await open(log.file);
  try {
    let position = Math.max(range.from, log.base());
    let pending = Buffer.alloc(0);
    while (position + pending.length < range.to) {
      const chunk = await readChunk(handle, position + pending.length, range.to);
      if (chunk.length === 0) break;
      pending = Buffer.concat([pending, chunk]);
      for (let size = lineSize(pending); size > 0; size = lineSize(pending)) {
        yield toLine(pending.subarray(0, size), position);
        position += size;
        pending = pending.subarray(size);
      }
    }
    if (range.complete && pending.length > 0) yield toLine(pending, position);
  } finally {
    await handle.close();
  }
}

async function readChunk(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const length = Math.min(chunkBytes, to - from);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

/** Bytes of the first whole line, its end included; 0 when there is none yet. */
function lineSize(pending: Buffer): number {
  const end = pending.indexOf(lineFeed);
  if (end >= 0 && end < longestLineBytes) return end + 1;
  return pending.length >= longestLineBytes ? longestLineBytes : 0;
}

function toLine(bytes: Buffer, offset: number): RawLine {
  return { text: bytes.toString('utf8').replace(/\r?\n$/, ''), offset, end: offset + bytes.length };
}

/** Gives each line the time of the first mark past its start. Lines come in order, so the marks are walked once. */
export async function* readTimedLines(
  log: StreamLog,
  stream: LogLine['stream'],
  range: { from: number; to: number; complete: boolean },
): AsyncGenerator<LogLine & { end: number }> {
  const marks = log.readMarks();
  let index = 0;
  for await (const { text, offset, end } of readRawLines(log, range)) {
    while (index < marks.length - 1 && marks[index]!.offset <= offset) index++;
    yield { stream, atMs: marks[index]!.atMs, text, end };
  }
}

/** Where to start so that no line from `sinceMs` on is missed. */
export function offsetSince(marks: Mark[], sinceMs: number): number {
  const later = marks.findIndex(({ atMs }) => atMs >= sinceMs);
  if (later < 0) return marks.at(-1)?.offset ?? 0;
  return marks[Math.max(0, later - 1)]!.offset;
}

/** Where the last `count` lines before `to` start, found by reading backwards. */
export async function offsetOfTail(log: StreamLog, to: number, count: number): Promise<number> {
  if (count === 0 || to === log.base()) return to;
  const handle = await open(log.file);
  try {
    let left = count;
    for (let end = to; end > log.base(); end -= chunkBytes) {
      const start = Math.max(log.base(), end - chunkBytes);
      const chunk = await readChunk(handle, start, end);
      for (let at = chunk.length - 1; at >= 0; at--) {
        const isLastByte = start + at === to - 1;
        if (chunk[at] === lineFeed && !isLastByte && --left === 0) return start + at + 1;
      }
    }
    return log.base();
  } finally {
    await handle.close();
  }
}

/** Merges two ordered streams by time; of equal times, stdout first. */
export async function* mergeByTime<T extends { atMs: number }>(
  left: AsyncGenerator<T>,
  right: AsyncGenerator<T>,
): AsyncGenerator<T> {
  try {
    let [a, b] = [await left.next(), await right.next()];
    while (!a.done || !b.done) {
      const takeLeft = b.done || (!a.done && a.value.atMs <= b.value.atMs);
      yield (takeLeft ? a.value : b.value) as T;
      if (takeLeft) a = await left.next();
      else b = await right.next();
    }
  } finally {
    // A reader that leaves early must not leave their files open.
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}
