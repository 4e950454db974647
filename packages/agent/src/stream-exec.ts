import type { AgentRequest } from '@gantry/model';
import type { ExecSession } from '@gantry/runtime';
import type { Subject } from './prober.ts';
import type { OpenStream, StreamSink } from './stream-sink.ts';

/** Output that waits for the connection: beyond the first the command is held back, beyond the second it is killed. */
const holdBackBytes = 1024 * 1024;
const mostWaitingBytes = 64 * 1024 * 1024;

/** Runs a command in a container, its input and output on the stream; the end tells its exit code. */
export function openExec(
  subject: Subject,
  request: Extract<AgentRequest, { kind: 'exec' }>,
  sink: StreamSink,
): OpenStream {
  const { command, tty, stdin, columns, rows } = request;
  return openSession(subject.driver.exec(subject.runtimeId, { command, tty, stdin, columns, rows }), sink);
}

/** Puts a session of a runtime on the stream, from when it is there. */
export function openSession(opening: Promise<ExecSession>, sink: StreamSink): OpenStream {
  const stream = new ExecStream(sink);
  opening.then(
    (session) => stream.begin(session),
    (error: Error) => sink.end({ error: error.message }),
  );
  return stream;
}

/** Keeps in order what comes before the command has begun. */
class ExecStream implements OpenStream {
  readonly #sink: StreamSink;
  readonly #early: ((session: ExecSession) => void)[] = [];
  #session: ExecSession | null = null;
  #waitingBytes = 0;
  #isClosed = false;

  constructor(sink: StreamSink) {
    this.#sink = sink;
  }

  begin(session: ExecSession): void {
    this.#session = session;
    if (this.#isClosed) session.kill();
    session.onOutput((channel, data) => void this.#forward(session, channel, data));
    for (const action of this.#early.splice(0)) action(session);
    session.exited.then(
      (exitCode) => this.#sink.end({ exitCode }),
      (error: Error) => this.#sink.end({ error: error.message }),
    );
  }

  write(data: Uint8Array): void {
    this.#act((session) => session.write(data));
  }

  endInput(): void {
    this.#act((session) => session.endInput());
  }

  resize(columns: number, rows: number): void {
    this.#act((session) => session.resize(columns, rows));
  }

  close(): void {
    this.#isClosed = true;
    this.#session?.kill();
  }

  #act(action: (session: ExecSession) => void): void {
    if (this.#session) action(this.#session);
    else this.#early.push(action);
  }

  async #forward(session: ExecSession, channel: 'stdout' | 'stderr', data: Uint8Array): Promise<void> {
    this.#waitingBytes += data.length;
    if (this.#waitingBytes > mostWaitingBytes) {
      session.kill();
      this.#sink.end({ error: 'the command wrote faster than its output could be sent' });
    } else if (this.#waitingBytes > holdBackBytes) session.setFlowing(false);
    await this.#sink.data(channel, data);
    this.#waitingBytes -= data.length;
    if (this.#waitingBytes === 0) session.setFlowing(true);
  }
}
