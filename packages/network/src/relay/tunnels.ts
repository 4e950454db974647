import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from './join.ts';
import { callOf, nonceBytes, type RelayTarget, reached, textOf } from './proof.ts';

/** A container of another node, and the relay there. */
export interface Far {
  relay: { host: string; port: number };
  target: RelayTarget;
}

const reachWithinMs = 3_000;
/** A node that does not answer is asked again after this time; until then its tasks refuse connections, as if at hand. */
const againAfterMs = 1_000;

const keyOf = ({ relay, target }: Far): string => `${textOf(relay)} ${textOf(target)}`;

/**
 * Makes containers of other nodes reachable on ports of this one's loopback, whatever proxy then asks there. A port is
 * listened on only while its node answers: so a proxy sees at once that another backend has to do.
 */
export class Tunnels {
  readonly #open = new Map<string, Tunnel>();
  #wanted: ReadonlySet<string> = new Set();
  #key = '';

  /** Opens what is wanted from now on. Returns where each is reached, in their order. */
  async keep(key: string, wanted: readonly Far[]): Promise<{ host: string; port: number }[]> {
    this.#key = key;
    this.#wanted = new Set(wanted.map(keyOf));
    return Promise.all(wanted.map((far) => this.#at(far)));
  }

  /** Lets go of what is not wanted any more: no proxy leads there now. */
  dropOthers(): void {
    for (const [one, tunnel] of this.#open) {
      if (this.#wanted.has(one)) continue;
      this.#open.delete(one);
      tunnel.retire();
    }
  }

  close(): void {
    for (const tunnel of this.#open.values()) tunnel.close();
    this.#open.clear();
  }

  async #at(far: Far): Promise<{ host: string; port: number }> {
    const key = keyOf(far);
    const known = this.#open.get(key) ?? new Tunnel(far, () => this.#key);
    this.#open.set(key, known);
    return { host: loopback, port: await known.port };
  }
}

const loopback = '127.0.0.1';

class Tunnel {
  readonly port: Promise<number>;
  readonly #far: Far;
  readonly #key: () => string;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #again: NodeJS.Timeout | null = null;
  #isRetired = false;

  constructor(far: Far, key: () => string) {
    this.#far = far;
    this.#key = key;
    this.port = this.#listen(0);
    // Whoever awaits it is told; nobody may.
    this.port.catch(() => {});
  }

  /** Takes nobody new; what is under way goes on to its end. */
  retire(): void {
    this.#isRetired = true;
    if (this.#again !== null) clearTimeout(this.#again);
    void this.port.then(() => this.#server?.close()).catch(() => {});
  }

  close(): void {
    this.retire();
    for (const socket of this.#sockets) socket.destroy();
  }

  #listen(port: number): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) =>
      this.#bring(client),
    );
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: loopback, port }, () => {
        this.#server = server;
        if (this.#isRetired) server.close();
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  #bring(client: Socket): void {
    this.#hold(client);
    const far = this.#call({
      onReached(rest) {
        if (rest.length > 0) client.write(rest);
        join(client, far);
      },
      onUnreached: () => {
        // A reset rather than an end: nothing was answered, so that another task may be asked.
        client.resetAndDestroy();
        void this.#rest();
      },
    });
    client.on('error', () => far.destroy());
    client.on('close', () => far.destroy());
  }

  /** A connection to the container, by its node's relay; one of the two is called, once. */
  #call({ onReached, onUnreached }: { onReached(rest: Buffer): void; onUnreached(): void }): Socket {
    const { relay, target } = this.#far;
    const far = connect({ ...relay, noDelay: true, keepAlive: true, allowHalfOpen: true });
    this.#hold(far);
    let heard = Buffer.alloc(0);
    let isCalled = false;
    let isReached = false;
    const late = setTimeout(() => far.destroy(), reachWithinMs);
    const onData = (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      if (!isCalled && heard.length >= nonceBytes) {
        isCalled = true;
        far.write(callOf(this.#key(), heard.subarray(0, nonceBytes), target));
      }
      if (heard.length <= nonceBytes || heard[nonceBytes] !== reached) return;
      isReached = true;
      clearTimeout(late);
      far.off('data', onData);
      far.pause();
      onReached(heard.subarray(nonceBytes + 1));
    };
    far.on('data', onData);
    far.on('end', () => isReached || far.destroy());
    far.on('error', () => {});
    far.on('close', () => {
      clearTimeout(late);
      if (!isReached) onUnreached();
    });
    return far;
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** Refuses connections until the container is reached again. */
  async #rest(): Promise<void> {
    const server = this.#server;
    if (server === null || this.#isRetired) return;
    this.#server = null;
    server.close();
    this.#plan(await this.port);
  }

  #plan(port: number): void {
    this.#again = setTimeout(() => {
      const probe = this.#call({
        onReached: () => {
          probe.destroy();
          // Another program may have the port by now: then it is tried again.
          if (!this.#isRetired) this.#listen(port).catch(() => this.#plan(port));
        },
        onUnreached: () => this.#isRetired || this.#plan(port),
      });
    }, againAfterMs);
    this.#again.unref();
  }
}
