import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Credentials, isKnownHost } from '@gantry/api';
import type { Door, Log } from '@gantry/controlplane';
import { type Rejection, rejection, rejectionStatus } from '@gantry/model';
import { Guests } from './guests.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** Something under a fixed path that anybody may ask for: it gives nothing away. */
export type PublicPage = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => void | Promise<void>;

/** Takes an upgrade that brings its own credentials, as an agent's connection does. */
export type PublicUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What a port's requests go to. */
export interface Entry {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface FrontOptions {
  credentials: Credentials;
  hostNames: ReadonlySet<string>;
  pages: ReadonlyMap<string, PublicPage>;
  upgrades: ReadonlyMap<string, PublicUpgrade>;
  /** Everything else: the dashboard's files. False: there is no such thing. */
  files(request: IncomingMessage, response: ServerResponse, path: string): boolean;
  log: Log;
}

const notReady = rejection('unavailable', 'The control plane is starting. Try again in a moment.');
const longestUrl = 8_192;
const noBody = new Set(['GET', 'HEAD', 'OPTIONS']);

interface Entrance {
  prefix: string;
  door: Door;
}

/** Where every request comes in: whom it is for, whether it may come in, and who answers. */
export class Front implements Entry {
  readonly #options: FrontOptions;
  /** The longest prefix first. */
  #entrances: readonly Entrance[] | null = null;
  readonly #guests = new Guests();

  constructor(options: FrontOptions) {
    this.#options = options;
  }

  /** From now on these doors answer; until then everything but the pages says that it is not ready. */
  open(doors: readonly Door[]): void {
    this.#entrances = doors
      .flatMap((door) => door.prefixes.map((prefix) => ({ prefix, door })))
      .sort((a, b) => b.prefix.length - a.prefix.length);
  }

  /** What somebody has open ends at once: he is not known any more, or may do other things than when he opened it. */
  dismiss(name: string): void {
    this.#guests.dismiss(name);
  }

  readonly request = (request: IncomingMessage, response: ServerResponse): void => {
    setSecurityHeaders(response);
    const door = this.#doorOf(request);
    this.#answer(request, response, door).catch((cause: unknown) =>
      this.#fault(request, response, { door, cause }),
    );
  };

  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const open = this.#options.upgrades.get(pathOf(request));
    const reason = open ? null : this.#misdirected(request);
    const caller = this.#options.credentials.authenticate(request);
    const door = this.#doorOf(request);
    if (open) open(request, socket, head);
    else if (reason) refuseUpgrade(socket, reason);
    else if (!door?.upgrade) refuseUpgrade(socket, notFound(request));
    else if (!caller.ok) refuseUpgrade(socket, caller.error);
    else {
      this.#guests.admit(caller.value.name, socket);
      door.upgrade(request, socket, head, caller.value);
    }
  };

  async #answer(request: IncomingMessage, response: ServerResponse, door: Door | null): Promise<void> {
    const say = door ? door.refuse : refuse;
    const reason = this.#misdirected(request);
    if (reason) return say(response, reason);
    const page = this.#options.pages.get(pathOf(request));
    if (page) return await page(request, response, new URL(request.url ?? '/', 'http://localhost'));
    if (!door) return this.#entrances ? this.#file(request, response) : refuse(response, notReady);
    const caller = this.#options.credentials.authenticate(request);
    if (!caller.ok) return say(response, caller.error);
    this.#guests.admit(caller.value.name, response);
    await door.handle(request, response, caller.value);
  }

  #file(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, rejection('method_not_allowed', 'Only GET and HEAD are answered here.'));
    } else if (!this.#options.files(request, response, pathOf(request))) refuse(response, notFound(request));
  }

  #misdirected(request: IncomingMessage): Rejection | null {
    if ((request.url?.length ?? 0) > longestUrl) {
      return rejection('malformed', `The address is longer than ${longestUrl} characters.`);
    }
    if (isKnownHost(request.headers.host, this.#options.hostNames)) return null;
    const message =
      'This name is not known to be mine. Use an address, or add the name to GANTRY_HOST_NAMES.';
    return rejection('forbidden', message);
  }

  #doorOf(request: IncomingMessage): Door | null {
    const path = pathOf(request);
    const isUnder = ({ prefix }: Entrance) => path === prefix || path.startsWith(`${prefix}/`);
    return this.#entrances?.find(isUnder)?.door ?? null;
  }

  #fault(
    request: IncomingMessage,
    response: ServerResponse,
    { door, cause }: { door: Door | null; cause: unknown },
  ): void {
    // The other side hung up in the middle of its request: there is nobody to answer.
    if (request.destroyed && !request.complete) return;
    const id = randomUUID();
    this.#options.log.error(
      { id, err: cause, method: request.method, path: pathOf(request) },
      'a request failed',
    );
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const message = `Something went wrong inside the control plane. Its log has more under ${id}.`;
    if (door?.fail) door.fail(response, message);
    else sendError(response, 500, { code: 'internal', message, issues: [] });
  }
}

/** The path as it came, without its query; nothing is decoded, so that nobody after this sees another path. */
export function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/';
}

function notFound(request: IncomingMessage): Rejection {
  return rejection('not_found', `There is nothing at ${pathOf(request).slice(0, 200)}.`);
}

export function refuse(response: ServerResponse, reason: Rejection): void {
  sendError(response, rejectionStatus[reason.code], reason);
}

function sendError(response: ServerResponse, status: number, data: object): void {
  // A body that was not read must not be taken for the next request.
  const unread = !response.req.complete && !noBody.has(response.req.method ?? '');
  const headers = { 'content-type': 'application/json', ...(unread ? { connection: 'close' } : {}) };
  response.writeHead(status, headers).end(JSON.stringify(data));
}

export function refuseUpgrade(socket: Duplex, reason: Rejection): void {
  const body = JSON.stringify(reason);
  const head = `HTTP/1.1 ${rejectionStatus[reason.code]} Refused\r\nconnection: close\r\ncontent-type: application/json`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
