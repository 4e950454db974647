import type { Socket } from 'node:net';
import type { BackendState, PoolState } from './pool-state.ts';
import { Upstream, type UpstreamUser } from './upstream.ts';

const mostTries = 4;

/** Carries one connection to one backend, as it is. Only connecting is tried again, on another. */
export class TcpConnection implements UpstreamUser {
  readonly #client: Socket;
  readonly #pool: PoolState;
  readonly #tried: BackendState[] = [];
  #upstream: Upstream | null = null;

  constructor(client: Socket, pool: PoolState) {
    this.#client = client;
    this.#pool = pool;
    client.setNoDelay(true);
    client.pause();
    client.on('data', (chunk: Buffer) => {
      if (this.#upstream?.socket.write(chunk) === false) client.pause();
    });
    client.on('drain', () => this.#upstream?.socket.resume());
    client.on('end', () => this.#upstream?.socket.end());
    client.on('error', () => {});
    client.on('close', () => this.#drop());
    this.#start();
  }

  #start(): void {
    const state = this.#pool.pick(this.#client.remoteAddress ?? '', this.#tried);
    if (state === null) {
      this.#client.destroy();
      return;
    }
    this.#tried.push(state);
    state.begin();
    this.#upstream = new Upstream(state, this, true);
    this.#upstream.socket.on('end', () => this.#client.end());
  }

  onConnected(): void {
    this.#client.resume();
  }

  onData(chunk: Buffer): void {
    if (!this.#client.write(chunk)) this.#upstream?.socket.pause();
  }

  onDrain(): void {
    this.#client.resume();
  }

  onLost(isRefused: boolean): void {
    const { state } = this.#upstream!;
    this.#upstream = null;
    state.end();
    if (isRefused) state.eject(performance.now());
    if (isRefused && !this.#client.destroyed && this.#tried.length < mostTries) this.#start();
    else this.#client.end();
  }

  #drop(): void {
    const upstream = this.#upstream;
    this.#upstream = null;
    upstream?.destroy();
    upstream?.state.end();
  }
}
