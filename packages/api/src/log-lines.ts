import type { AgentStream } from '@gantry/controlplane';
import type { TaskId } from '@gantry/model';

/** One line of a task's output. Text from outside: show it as text and nothing else. */
export interface LogLine {
  taskId: TaskId;
  taskName: string;
  container: string;
  /** Of the deployment's template that the task runs; 0: it belongs to none. */
  revision: number;
  stream: 'stdout' | 'stderr';
  /** When the node read it; null where the runtime does not say. */
  atMs: number | null;
  text: string;
}

const longestLineCharacters = 16_384;

/**
 * Cuts a stream of bytes into lines. A line without an end is handed out when the stream ends, or when it grows
 * beyond any line that a person would read.
 */
export class LineCutter {
  readonly #emit: (text: string, atMs: number | null) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(emit: (text: string, atMs: number | null) => void) {
    this.#emit = emit;
  }

  push(data: Uint8Array, atMs: number | null): void {
    const lines = (this.#rest + this.#decoder.decode(data, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#emit(line.replace(/\r$/, ''), atMs);
    if (this.#rest.length > longestLineCharacters) this.end();
  }

  end(): void {
    if (this.#rest) this.#emit(this.#rest, null);
    this.#rest = '';
  }
}

/** Calls back for each line of a log stream; the returned function hands out what has no line end. */
export function cutLines(
  stream: AgentStream,
  source: { taskId: TaskId; taskName: string; container: string; revision: number },
  onLine: (line: LogLine) => void,
): () => void {
  const cutterOf = (channel: 'stdout' | 'stderr') =>
    new LineCutter((text, atMs) => onLine({ ...source, stream: channel, atMs, text }));
  const stdout = cutterOf('stdout');
  const stderr = cutterOf('stderr');
  stream.onData((channel, data, atMs) => (channel === 'stderr' ? stderr : stdout).push(data, atMs));
  return () => {
    stdout.end();
    stderr.end();
  };
}
