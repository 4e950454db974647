import type { LogLine, LogQuery } from '../port.ts';
import { mergeByTime, offsetOfTail, offsetSince, readTimedLines } from './log-lines.ts';
import type { StreamLog } from './stream-log.ts';
import type { Tracked } from './tracker.ts';

type Position = { log: StreamLog; stream: LogLine['stream']; from: number };

/**
 * A container's output, both streams merged by time. Following ends when the container has ended and all is read, or
 * when the reader aborts.
 */
export async function* readLogs(tracked: Tracked, query: LogQuery): AsyncGenerator<LogLine> {
  const growth = listenForGrowth(tracked, query.signal);
  try {
    const positions = await startPositions(tracked, query);
    yield* readFirst(tracked, positions, query);
    while (query.follow && !query.signal.aborted) {
      // Asked before reading: what comes after the answer is nothing.
      const ended = tracked.logWatch.closed();
      yield* readOn(tracked, positions, ended);
      if (ended) return;
      await growth.next();
    }
  } finally {
    growth.stop();
  }
}

async function startPositions(tracked: Tracked, { tailLines, sinceMs }: LogQuery): Promise<Position[]> {
  tracked.logWatch.flush();
  return Promise.all(
    (['stdout', 'stderr'] as const).map(async (stream) => {
      const log = tracked.streams[stream];
      const marks = log.readMarks();
      const since = sinceMs === null ? log.base() : offsetSince(marks, sinceMs);
      const tail = tailLines === null ? since : await offsetOfTail(log, log.end(), tailLines);
      return { log, stream, from: Math.max(since, tail) };
    }),
  );
}

/** The last `tailLines` of both streams together, of which each may have given as many. */
async function* readFirst(tracked: Tracked, positions: Position[], query: LogQuery): AsyncGenerator<LogLine> {
  const complete = !query.follow || tracked.logWatch.closed();
  if (query.tailLines === null) return yield* readOn(tracked, positions, complete);
  const lines: LogLine[] = [];
  for await (const line of readOn(tracked, positions, complete)) {
    if (lines.push(line) > query.tailLines) lines.shift();
  }
  yield* lines;
}

/** From the positions, which it moves, to the newest marks. */
async function* readOn(tracked: Tracked, positions: Position[], complete: boolean): AsyncGenerator<LogLine> {
  tracked.logWatch.flush();
  const [stdout, stderr] = positions.map((position) => readPosition(position, complete));
  for await (const line of mergeByTime(stdout!, stderr!)) yield line;
}

async function* readPosition(position: Position, complete: boolean): AsyncGenerator<LogLine> {
  const { log, stream, from } = position;
  const to = log.end();
  if (to < from) position.from = log.base();
  for await (const { end, ...line } of readTimedLines(log, stream, { from: position.from, to, complete })) {
    position.from = end;
    yield line;
  }
}

/** `next` resolves at the first growth since it last did, so that none is missed between reading and waiting. */
function listenForGrowth({ logWatch }: Tracked, signal: AbortSignal) {
  let grew = false;
  let wake = () => {};
  const note = () => {
    grew = true;
    wake();
  };
  const unlisten = logWatch.onGrowth(note);
  signal.addEventListener('abort', note, { once: true });
  return {
    async next(): Promise<void> {
      if (!grew) await new Promise<void>((resolve) => (wake = resolve));
      grew = false;
    },
    stop() {
      unlisten();
      signal.removeEventListener('abort', note);
    },
  };
}
