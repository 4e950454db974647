import type { AgentStream } from '@gantry/controlplane';

type Listener = Parameters<AgentStream['onData']>[0];

/** A stream from a node, where the test is the node. */
export class ScriptedStream implements AgentStream {
  readonly ended: Promise<{ exitCode: number | null; error: string | null }>;
  /** It is never refused. */
  readonly answered = Promise.resolve(null);
  isClosed = false;
  isPaused = false;
  /** What was written to the command, and the sizes its terminal was given. */
  input = '';
  sizes: string[] = [];
  #listener: Listener = () => {};
  #end: (end: { exitCode: number | null; error: string | null }) => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** The node sends text. */
  say(text: string, { channel = 'stdout' as 'stdout' | 'stderr', atMs = null as number | null } = {}): void {
    this.#listener(channel, new TextEncoder().encode(text), atMs);
  }

  /** The node has nothing more. */
  finish(error: string | null = null): void {
    // An agent's own message carries more than what is promised.
    this.#end({ exitCode: null, error, type: 'stream-end' } as Awaited<AgentStream['ended']>);
  }

  onData(listener: Listener): void {
    this.#listener = listener;
  }

  pause(paused: boolean): void {
    this.isPaused = paused;
  }

  close(): void {
    this.isClosed = true;
    this.finish();
  }

  write(data: Uint8Array): void {
    this.input += new TextDecoder().decode(data);
  }

  endInput(): void {}

  resize(columns: number, rows: number): void {
    this.sizes.push(`${columns}x${rows}`);
  }
}
