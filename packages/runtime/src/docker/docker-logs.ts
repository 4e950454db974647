import { Readable } from 'node:stream';
import type { Container } from 'dockerode';
import type { LogLine, LogQuery } from '../port.ts';

/** A longer line is cut into pieces, so that output without line ends cannot fill the memory. */
const longestLineLength = 65_536;
const headerBytes = 8;

interface Frame {
  stream: LogLine['stream'];
  data: Buffer;
}

/**
 * Takes the engine's log apart: frames of [stream, 3 zero bytes, length], each one log message with its time before it.
 * A message without a line end is a piece of a line (engines cut at 16 KiB), and the next one continues it.
 */
export async function* readLogStream(
  chunks: AsyncIterable<Buffer>,
  { tty, sinceMs }: { tty: boolean; sinceMs: LogQuery['sinceMs'] },
): AsyncGenerator<LogLine> {
  const assemble = createAssembler();
  for await (const frame of tty ? splitLines(chunks) : splitFrames(chunks)) {
    for (const line of assemble.add(frame)) if (line.atMs >= (sinceMs ?? 0)) yield line;
  }
  for (const line of assemble.end()) if (line.atMs >= (sinceMs ?? 0)) yield line;
}

async function* splitFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= headerBytes) {
      const end = headerBytes + pending.readUInt32BE(4);
      if (pending.length < end) break;
      yield { stream: pending[0] === 2 ? 'stderr' : 'stdout', data: pending.subarray(headerBytes, end) };
      pending = pending.subarray(end);
    }
  }
}

/** A terminal's log has no frames: all of it is stdout. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    pending = Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf(0x0a); end >= 0; end = pending.indexOf(0x0a)) {
      yield { stream: 'stdout', data: pending.subarray(0, end + 1) };
      pending = pending.subarray(end + 1);
    }
  }
  if (pending.length > 0) yield { stream: 'stdout', data: pending };
}

function createAssembler() {
  const pending: Record<LogLine['stream'], { atMs: number; text: string } | null> = {
    stdout: null,
    stderr: null,
  };

  function* add({ stream, data }: Frame): Generator<LogLine> {
    const { atMs, text } = splitTime(data.toString('utf8'));
    const before = pending[stream];
    const line = { atMs: before?.atMs ?? atMs, text: (before?.text ?? '') + text };
    const isWhole = line.text.endsWith('\n') || line.text.length >= longestLineLength;
    pending[stream] = isWhole ? null : line;
    if (isWhole) yield { stream, atMs: line.atMs, text: line.text.replace(/\r?\n$/, '') };
  }

  function* end(): Generator<LogLine> {
    for (const stream of ['stdout', 'stderr'] as const) {
      const line = pending[stream];
      if (line) yield { stream, ...line };
    }
  }

  return { add, end };
}

/** `2024-05-01T10:00:00.123456789Z text`; Podman writes an offset for the Z. */
function splitTime(message: string): { atMs: number; text: string } {
  const space = message.indexOf(' ');
  const atMs = Date.parse(message.slice(0, space));
  return Number.isNaN(atMs) ? { atMs: 0, text: message } : { atMs, text: message.slice(space + 1) };
}

/** A log that is not followed comes whole from dockerode, one that is as a stream. */
export async function openLogs(
  container: Container,
  wanted: { tail?: number; since?: number },
  follow: boolean,
): Promise<Readable> {
  const both = { ...wanted, stdout: true, stderr: true, timestamps: true };
  if (follow) return (await container.logs({ ...both, follow: true })) as Readable;
  return Readable.from([await container.logs({ ...both, follow: false })]);
}
