import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// biome-ignore lint/suspicious/noExplicitAny: tests look into calls of many shapes
type Call = any;

export interface Heard {
  call: Call;
  streamId: string | undefined;
  authorization: string | undefined;
}

const patienceMs = 5_000;

/** The scheduler API's other end as a test writes it: what each call is answered is up to the test. */
export class ScriptedPlane {
  readonly heard: Heard[] = [];
  /** Answers a call; false: the usual way, a stream for SUBSCRIBE and 202 for the rest. */
  onCall: (call: Call, response: ServerResponse) => boolean = () => false;
  readonly #server: Server;
  readonly #streams: ServerResponse[] = [];
  #waiting: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async open(): Promise<ScriptedPlane> {
    const plane = new ScriptedPlane();
    await new Promise<void>((resolve) => plane.#server.listen(0, '127.0.0.1', resolve));
    return plane;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const call = JSON.parse(text);
    const { authorization, 'mesos-stream-id': streamId } = request.headers;
    this.heard.push({ call, authorization, streamId: streamId as string | undefined });
    if (!this.onCall(call, response)) {
      if (call.type === 'SUBSCRIBE') this.openStream(response);
      else response.writeHead(202).end();
    }
    for (const look of this.#waiting.splice(0)) look();
  }

  /** Answers a SUBSCRIBE: who it is, on a stream of its own. */
  openStream(response: ServerResponse, heartbeatSeconds = 15): void {
    this.#streams.push(response);
    response.writeHead(200, { 'mesos-stream-id': `stream-${this.#streams.length}` });
    const subscribed = { framework_id: { value: 'f1' }, heartbeat_interval_seconds: heartbeatSeconds };
    this.send({ type: 'SUBSCRIBED', subscribed });
  }

  send(event: object): void {
    const text = JSON.stringify(event);
    this.#streams.at(-1)!.write(`${Buffer.byteLength(text)}\n${text}`);
  }

  /** The newest stream's connection breaks. */
  cut(): void {
    this.#streams.at(-1)!.destroy();
  }

  /** All calls of the type, once there are so many. */
  async calls(type: string, count = 1): Promise<Heard[]> {
    const found = () => this.heard.filter(({ call }) => call.type === type);
    const deadline = performance.now() + patienceMs;
    while (found().length < count) {
      if (performance.now() > deadline) throw new Error(`No ${count} ${type}: ${JSON.stringify(this.heard)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patienceMs);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return found();
  }
}
