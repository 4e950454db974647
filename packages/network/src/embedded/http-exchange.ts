import type { Socket } from 'node:net';
import { BodyReader } from './body-reader.ts';
import { BadMessage } from './message-head.ts';
import type { BackendState, PoolState } from './pool-state.ts';
import type { RequestHead } from './request-head.ts';
import { type ResponseHead, readResponse } from './response-head.ts';
import { Upstream, type UpstreamUser } from './upstream.ts';

/** A body of up to so much is kept, to send it again to another backend. */
const mostKeptBytes = 64 * 1024;
export const mostHeadBytes = 64 * 1024;
const mostTries = 4;

/** What became of a request. `over`: the client's connection can go on. `tunnel`: it speaks another protocol now. */
export type Outcome = 'over' | 'close' | 'tunnel';

export interface ExchangeOptions {
  request: RequestHead;
  pool: PoolState;
  client: Socket;
  clientAddress: string;
  /** No byte of an answer was sent: answer with this. */
  onRefused(status: number, message: string): void;
  onOver(outcome: Outcome): void;
}

/**
 * One request and its response. Until the first byte of the response it may be tried again: on any failure to connect,
 * and after that when it is idempotent and its body was kept. So a backend that goes away takes no request with it.
 */
export class HttpExchange implements UpstreamUser {
  readonly #options: ExchangeOptions;
  readonly #requestBody: BodyReader;
  readonly #tried: BackendState[] = [];
  #kept: Buffer[] | null = [];
  #keptBytes = 0;
  #upstream: Upstream | null = null;
  #isSent = false;
  #head = '';
  #response: ResponseHead | null = null;
  #responseBody: BodyReader | null = null;
  #isOver = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#requestBody = new BodyReader(options.request.body);
  }

  get wantsBody(): boolean {
    return !this.#isOver && !this.#requestBody.done;
  }

  get isTunnel(): boolean {
    return this.#response?.status === 101;
  }

  start(): void {
    const { pool, request, clientAddress } = this.#options;
    const state = pool.pick(clientAddress, this.#tried);
    if (state === null) {
      this.#giveUp();
      return;
    }
    this.#tried.push(state);
    state.begin();
    // What cannot be sent twice is not sent into a connection that the backend may be closing just now.
    const isFresh = !request.idempotent || this.#tried.length > 1;
    this.#upstream = Upstream.take(state, this, { isFresh });
    this.#isSent = false;
    if (this.#upstream.isConnected) this.onConnected();
  }

  /** Bytes of the client; how many of them are the request's body. Throws BadMessage. */
  body(chunk: Buffer): number {
    const taken = this.#requestBody.take(chunk);
    const own = taken === chunk.length ? chunk : chunk.subarray(0, taken);
    if (this.#kept !== null) {
      this.#keptBytes += taken;
      if (this.#keptBytes <= mostKeptBytes) this.#kept.push(own);
      else if (this.#isSent) this.#kept = null;
      else this.#kept.push(own);
    }
    if (this.#isSent && taken > 0 && !this.#upstream!.socket.write(own)) this.#options.client.pause();
    else if (!this.#isSent && this.#keptBytes > mostKeptBytes) this.#options.client.pause();
    return taken;
  }

  /** Bytes of the client after a switch of protocols. */
  tunnel(chunk: Buffer): void {
    if (!this.#upstream!.socket.write(chunk)) this.#options.client.pause();
  }

  onConnected(): void {
    this.#isSent = true;
    const { socket } = this.#upstream!;
    socket.write(this.#options.request.forwarded, 'latin1');
    for (const chunk of this.#kept ?? []) socket.write(chunk);
    if (this.#keptBytes > mostKeptBytes) this.#kept = null;
    if (this.#options.client.isPaused()) this.#options.client.resume();
  }

  onDrain(): void {
    this.#options.client.resume();
  }

  /** The client has taken what was written to it. */
  onClientDrain(): void {
    this.#upstream?.socket.resume();
  }

  onData(chunk: Buffer): void {
    try {
      if (this.isTunnel) this.#pass(chunk);
      else if (this.#response === null) this.#readHead(chunk);
      else this.#readBody(chunk);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      this.#fail(502, `The task answered with something that is not HTTP: ${error.message}`);
    }
  }

  onLost(isRefused: boolean): void {
    const { state, isReused } = this.#upstream!;
    this.#upstream = null;
    state.end();
    if (this.#response !== null) {
      this.#lostAfterHead();
      return;
    }
    if (isRefused) state.eject(performance.now());
    const { idempotent } = this.#options.request;
    const mayRepeat = this.#head === '' && this.#kept !== null && (isRefused || idempotent);
    // A connection that was idle says nothing about its backend: that one may be tried again, on a new one.
    if (isReused) this.#tried.pop();
    if (mayRepeat && this.#tried.length < mostTries) this.start();
    else this.#refuse(502, 'The task closed the connection before it answered.');
  }

  /** The client is gone. */
  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#drop();
  }

  #giveUp(): void {
    if (this.#tried.length === 0) this.#refuse(503, 'No task of this service is ready.');
    else this.#refuse(502, 'No task of this service could be reached.');
  }

  #readHead(chunk: Buffer): void {
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#head.length > mostHeadBytes) throw new BadMessage(502, 'Its head is too long.');
      return;
    }
    const head = this.#head.slice(0, end + 4);
    const restBytes = this.#head.length - head.length;
    const response = readResponse(head, this.#options.request);
    const rest = chunk.subarray(chunk.length - restBytes);
    const isInterim = response.status < 200 && response.status !== 101;
    if (isInterim) {
      this.#options.client.write(response.forwarded, 'latin1');
      this.#head = '';
      if (restBytes > 0) this.#readHead(rest);
      return;
    }
    this.#begin(response, rest);
  }

  #begin(response: ResponseHead, rest: Buffer): void {
    const { client } = this.#options;
    this.#response = response;
    this.#kept = null;
    this.#responseBody = new BodyReader(response.body);
    if (rest.length === 0) {
      this.#write(client.write(response.forwarded, 'latin1'));
      if (this.#responseBody.done && !this.isTunnel) this.#finish();
      return;
    }
    client.cork();
    client.write(response.forwarded, 'latin1');
    if (this.isTunnel) this.#pass(rest);
    else this.#readBody(rest);
    client.uncork();
  }

  #readBody(chunk: Buffer): void {
    const taken = this.#responseBody!.take(chunk);
    if (taken > 0) this.#pass(taken === chunk.length ? chunk : chunk.subarray(0, taken));
    if (!this.#responseBody!.done) return;
    // Bytes after the end belong to nothing that was asked for.
    if (taken < chunk.length) this.#response = { ...this.#response!, keepsAlive: false };
    this.#finish();
  }

  #pass(chunk: Buffer): void {
    this.#write(this.#options.client.write(chunk));
  }

  #write(hasRoom: boolean): void {
    if (!hasRoom) this.#upstream?.socket.pause();
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const isRequestOver = this.#requestBody.done;
    const upstream = this.#upstream!;
    this.#upstream = null;
    if (this.#response!.keepsAlive && isRequestOver) upstream.release();
    else upstream.destroy();
    upstream.state.end();
    const { request, onOver } = this.#options;
    onOver(request.closes || !isRequestOver ? 'close' : 'over');
  }

  #lostAfterHead(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const isWhole = this.#response!.body.kind === 'rest' || this.isTunnel;
    if (!isWhole) this.#options.client.destroy();
    this.#options.onOver('close');
  }

  /** What came cannot be used. */
  #fail(status: number, message: string): void {
    this.#drop();
    if (this.#response === null) this.#refuse(status, message);
    else this.#cutShort();
  }

  /** The client has a part of the answer: only the end of the connection tells it that there is no more. */
  #cutShort(): void {
    this.#isOver = true;
    this.#options.client.destroy();
    this.#options.onOver('close');
  }

  #drop(): void {
    const upstream = this.#upstream;
    this.#upstream = null;
    upstream?.destroy();
    upstream?.state.end();
  }

  #refuse(status: number, message: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onRefused(status, message);
    this.#options.onOver(this.#requestBody.done && !this.#options.request.closes ? 'over' : 'close');
  }
}
