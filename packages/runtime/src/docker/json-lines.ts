import type { Readable } from 'node:stream';

/** The engine's streams of events and of progress: one JSON value a line. */
export async function* readJsonLines<T>(stream: Readable): AsyncGenerator<T> {
  let pending = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
  }
  if (pending.trim() !== '') yield JSON.parse(pending) as T;
}
