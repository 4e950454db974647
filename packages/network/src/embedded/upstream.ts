import { connect, type Socket } from 'node:net';
import type { BackendState } from './pool-state.ts';

const connectWithinMs = 3_000;

/** Shorter than the 5 s after which many servers close an idle connection: seldom is a request sent into a closing one. */
const idleMs = 4_000;

/** Enough for a burst; what is more is closed. */
const mostIdle = 256;

export interface UpstreamUser {
  onConnected(): void;
  onData(chunk: Buffer): void;
  /** The connection is over. `isRefused`: it never came to be. */
  onLost(isRefused: boolean): void;
  onDrain(): void;
}

/** A connection to a backend that can carry one request after the other. */
export class Upstream {
  readonly socket: Socket;
  readonly state: BackendState;
  /** It has carried a request before. */
  isReused = false;
  #user: UpstreamUser | null;
  #isConnected = false;
  #idleTimer: NodeJS.Timeout | null = null;

  /** @param allowHalfOpen the backend may say that it has no more to send, and still listen. */
  constructor(state: BackendState, user: UpstreamUser, allowHalfOpen = false) {
    this.state = state;
    this.#user = user;
    const { host, port } = state.backend;
    this.socket = connect({ host, port, noDelay: true, keepAlive: true, allowHalfOpen });
    const timer = setTimeout(() => this.socket.destroy(), connectWithinMs);
    this.socket.on('connect', () => {
      clearTimeout(timer);
      this.#isConnected = true;
      this.#user?.onConnected();
    });
    this.socket.on('data', (chunk: Buffer) =>
      this.#user === null ? this.destroy() : this.#user.onData(chunk),
    );
    this.socket.on('drain', () => this.#user?.onDrain());
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      clearTimeout(timer);
      this.#over();
    });
  }

  /** One that is idle now, or a new one. `isFresh`: only a new one will do. */
  static take(state: BackendState, user: UpstreamUser, { isFresh }: { isFresh: boolean }): Upstream {
    const idle = isFresh ? undefined : state.idle.pop();
    if (idle === undefined) return new Upstream(state, user);
    idle.#reuse(user);
    return idle;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  #reuse(user: UpstreamUser): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    this.isReused = true;
    this.#user = user;
  }

  /** Its request is over, and another may follow. */
  release(): void {
    this.#user = null;
    const { idle, isLeaving } = this.state;
    if (isLeaving || idle.length >= mostIdle || this.socket.destroyed) {
      this.destroy();
      return;
    }
    if (this.socket.isPaused()) this.socket.resume();
    idle.push(this);
    this.#idleTimer = setTimeout(() => this.destroy(), idleMs);
    this.#idleTimer.unref();
  }

  destroy(): void {
    this.#user = null;
    this.socket.destroy();
  }

  #over(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    const at = this.state.idle.indexOf(this);
    if (at >= 0) this.state.idle.splice(at, 1);
    const user = this.#user;
    this.#user = null;
    user?.onLost(!this.#isConnected);
  }
}
