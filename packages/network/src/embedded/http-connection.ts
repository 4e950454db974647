import type { Socket } from 'node:net';
import { HttpExchange, mostHeadBytes, type Outcome } from './http-exchange.ts';
import { BadMessage } from './message-head.ts';
import type { PoolState } from './pool-state.ts';
import { type Client, type RequestHead, readRequest } from './request-head.ts';

/** A client that says nothing for so long is gone; one that is just late with its next request is not. */
const silentMs = 75_000;

/** Which pool a request is for, or where else it is to be asked; null: no rule is for it. */
export type Router = (
  request: Pick<RequestHead, 'host' | 'path' | 'target'>,
) => PoolState | { location: string } | null;

/** Carries the requests of one client's connection, one after the other. */
export class HttpConnection {
  readonly #client: Socket;
  readonly #router: Router;
  readonly #from: Client;
  #input: Buffer | null = null;
  #exchange: HttpExchange | null = null;
  #isLast = false;

  /** @param scheme what the client sees in front of it */
  constructor(client: Socket, router: Router, scheme: Client['scheme']) {
    this.#client = client;
    this.#router = router;
    this.#from = { address: client.remoteAddress ?? '', scheme };
    client.setNoDelay(true);
    client.setTimeout(silentMs, () => {
      if (this.#exchange === null) client.destroy();
    });
    client.on('data', (chunk: Buffer) => this.#take(chunk));
    client.on('drain', () => this.#exchange?.onClientDrain());
    client.on('error', () => {});
    client.on('end', () => {
      // What is under way is still answered; nothing more is asked.
      this.#isLast = true;
      if (this.#exchange === null || this.#exchange.isTunnel) client.end();
    });
    client.on('close', () => this.#exchange?.abort());
  }

  /** No request is under way: nobody loses anything when the connection ends now. */
  get isIdle(): boolean {
    return this.#exchange === null && this.#input === null;
  }

  #take(chunk: Buffer): void {
    try {
      if (this.#exchange === null) this.#begin(chunk);
      else if (this.#exchange.isTunnel) this.#exchange.tunnel(chunk);
      else this.#more(chunk, this.#exchange);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      this.#exchange?.abort();
      this.#exchange = null;
      this.#answer(error.status, error.message);
      this.#client.end();
    }
  }

  /** The next request, or a part of it. */
  #begin(chunk: Buffer): void {
    const input = this.#input === null ? chunk : Buffer.concat([this.#input, chunk]);
    const end = input.indexOf('\r\n\r\n');
    if (end < 0) {
      if (input.length > mostHeadBytes) throw new BadMessage(431, 'The head is too long.');
      this.#input = input;
      return;
    }
    this.#input = null;
    const request = readRequest(input.toString('latin1', 0, end + 4), this.#from);
    const pool = this.#router(request);
    if (pool === null) throw new BadMessage(404, 'No service answers for this host and path.');
    if ('location' in pool) {
      this.#answer(308, 'This is served over TLS only.', `Location: ${pool.location}\r\n`);
      this.#client.end();
      return;
    }
    this.#exchange = new HttpExchange({
      ...{ request, pool, client: this.#client, clientAddress: this.#from.address },
      onRefused: (status, message) => this.#answer(status, message),
      onOver: (outcome) => this.#over(outcome, request),
    });
    const exchange = this.#exchange;
    const rest = input.length > end + 4 ? input.subarray(end + 4) : null;
    exchange.start();
    if (rest !== null && this.#exchange === exchange) this.#more(rest, exchange);
    else if (rest !== null) this.#next(rest);
  }

  #more(chunk: Buffer, exchange: HttpExchange): void {
    const taken = exchange.wantsBody ? exchange.body(chunk) : 0;
    if (taken === chunk.length) return;
    // The next request came early: it waits, and no more is read.
    const rest = chunk.subarray(taken);
    this.#input = this.#input === null ? rest : Buffer.concat([this.#input, rest]);
    this.#client.pause();
  }

  #over(outcome: Outcome, { closes }: RequestHead): void {
    this.#exchange = null;
    if (outcome === 'close' || closes || this.#isLast) {
      this.#client.end();
      return;
    }
    const waiting = this.#input;
    this.#input = null;
    if (this.#client.isPaused()) this.#client.resume();
    if (waiting !== null) this.#next(waiting);
  }

  /** Not at once: a client with a hundred requests in one packet must not fill the stack. */
  #next(chunk: Buffer): void {
    this.#input = chunk;
    setImmediate(() => {
      if (this.#exchange !== null || this.#client.destroyed) return;
      const input = this.#input;
      this.#input = null;
      if (input !== null) this.#take(input);
    });
  }

  #answer(status: number, message: string, more = ''): void {
    const body = `${message}\n`;
    const retry = status === 503 ? 'Retry-After: 1\r\n' : '';
    this.#client.write(
      `HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}\r\nContent-Type: text/plain; charset=utf-8\r\n${retry}${more}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: ${status >= 500 ? 'keep-alive' : 'close'}\r\n\r\n${body}`,
    );
  }
}

const reasons: Record<number, string> = {
  308: 'Permanent Redirect',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};
