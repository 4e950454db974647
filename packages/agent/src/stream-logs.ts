import type { AgentRequest } from '@gantry/model';
import type { LogQuery } from '@gantry/runtime';
import type { Subject } from './prober.ts';
import { openSession } from './stream-exec.ts';
import { type OpenStream, readOnlyStream, type StreamSink } from './stream-sink.ts';

/** A container's log, from where it was asked for; when followed, until the container ends. */
export function openLogs(
  subject: Subject,
  request: Extract<AgentRequest, { kind: 'logs' }>,
  sink: StreamSink,
): OpenStream {
  const { follow, tailLines, sinceMs } = request;
  return readLines(subject, { follow, tailLines, sinceMs }, sink);
}

/**
 * What a running container writes from now on, and its input where it has one. A runtime that gives programs none has
 * their log only.
 */
export function openAttach(
  subject: Subject,
  request: Extract<AgentRequest, { kind: 'attach' }>,
  sink: StreamSink,
): OpenStream {
  const { driver, runtimeId } = subject;
  if (driver.attach) return openSession(driver.attach(runtimeId, { stdin: request.stdin }), sink);
  if (request.stdin)
    throw new Error('the program was started without input; use exec to run a command beside it');
  return readLines(subject, { follow: true, tailLines: 0, sinceMs: null }, sink);
}

function readLines(subject: Subject, query: Omit<LogQuery, 'signal'>, sink: StreamSink): OpenStream {
  const stopping = new AbortController();
  void pump(subject, { ...query, signal: stopping.signal }, sink);
  return readOnlyStream(() => stopping.abort());
}

/** One line at a time, and no further than the connection takes: the log itself is the buffer. */
async function pump({ driver, runtimeId }: Subject, query: LogQuery, sink: StreamSink): Promise<void> {
  try {
    for await (const { stream, text, atMs } of driver.logs(runtimeId, query)) {
      if (query.signal.aborted) break;
      await sink.data(stream, Buffer.from(`${text}\n`), atMs);
    }
    sink.end();
  } catch (error) {
    sink.end(query.signal.aborted ? {} : { error: (error as Error).message });
  }
}
