import type { ServerResponse } from 'node:http';
import { toRecord } from '@gantry/mesos-wire';

/** What may wait for an executor that does not read. Beyond, its stream ends; it subscribes again. */
const waitingBytesMax = 4 * 1024 * 1024;

/** Mesos's own is half an hour; a connection that is dead in silence is found sooner so. */
const heartbeatMs = 60_000;

/** Where what an executor is told goes. */
export interface EventSink {
  send(event: object): void;
  end(): void;
}

/** The open event stream of one executor. */
export class EventStream implements EventSink {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(response: ServerResponse) {
    this.#response = response;
    this.#heartbeat = setInterval(() => this.send({ type: 'HEARTBEAT' }), heartbeatMs);
    this.#heartbeat.unref();
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  }

  /** One record in one write: there are readers that take what one write brings for one record. */
  send(event: object): void {
    if (this.#response.destroyed || this.#response.writableEnded) return;
    if (this.#response.writableLength > waitingBytesMax) this.#response.destroy();
    else this.#response.write(toRecord(event));
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#response.end();
  }
}
