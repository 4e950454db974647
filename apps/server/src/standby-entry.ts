import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isKnownHost } from '@gantry/api';
import { leaderLocation } from '@gantry/mesos';
import { type Rejection, rejection } from '@gantry/model';
import { type Entry, pathOf, refuse, refuseUpgrade } from './front.ts';
import { answerHealthz, answerReadyz } from './probes.ts';
import { setSecurityHeaders } from './security-headers.ts';

export interface StandbyEntryOptions {
  /** Where the control plane that leads answers this machine. null: none does just now. */
  leader(): { url: string } | null;
  hostNames: ReadonlySet<string>;
}

/** A standby's port: sends everybody to the leader, until this process leads itself. */
export class StandbyEntry implements Entry {
  readonly #options: StandbyEntryOptions;
  #front: Entry | null = null;

  constructor(options: StandbyEntryOptions) {
    this.#options = options;
  }

  /** From now on everything is answered here. */
  lead(front: Entry): void {
    this.#front = front;
  }

  readonly request = (request: IncomingMessage, response: ServerResponse): void => {
    if (this.#front === null) this.#standBy(request, response);
    else this.#front.request(request, response);
  };

  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    if (this.#front === null) refuseUpgrade(socket, this.#whyNot());
    else this.#front.upgrade(request, socket, head);
  };

  #standBy(request: IncomingMessage, response: ServerResponse): void {
    setSecurityHeaders(response);
    const path = pathOf(request);
    if (path === '/healthz') answerHealthz(response);
    else if (path === '/readyz') answerReadyz(response, this.#whyNot().message);
    else this.#send(request, response);
  }

  /** Who follows a redirect with what it asked for is sent on; others, who would lose their token by it, are told. */
  #send(request: IncomingMessage, response: ServerResponse): void {
    const location = this.#locationFor(request);
    if (location === null) {
      response.setHeader('retry-after', '1');
      refuse(response, this.#whyNot());
      return;
    }
    const unread = !request.complete && request.method === 'POST';
    response
      .writeHead(307, { location, 'content-length': 0, ...(unread ? { connection: 'close' } : {}) })
      .end();
  }

  #locationFor(request: IncomingMessage): string | null {
    const leader = this.#options.leader();
    const { host } = request.headers;
    if (leader === null || host === undefined || !isKnownHost(host, this.#options.hostNames)) return null;
    const at = `${host.replace(/:\d+$/, '')}:${new URL(leader.url).port}`;
    const url = request.url ?? '/';
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      (request.headers.accept ?? '').includes('text/html');
    const isMarathons = /^\/marathon(\/|\?|$)/.test(url);
    return isPage || isMarathons ? `http://${at}${url}` : leaderLocation(at, url);
  }

  #whyNot(): Rejection {
    const leader = this.#options.leader();
    const message =
      leader === null
        ? 'No control plane leads just now; this one takes over as soon as it may. Try again in a moment.'
        : `This control plane stands by for the one at ${leader.url}. Ask there.`;
    return rejection('not_leader', message);
  }
}
