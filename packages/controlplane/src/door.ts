import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Actor, Rejection } from '@gantry/model';

/** Who a request comes from. It was authenticated before a door sees it. */
export interface Caller {
  name: string;
  via: Actor['via'];
  /** When the credentials stop being good; streams end then. null: never. */
  expiresAtMs: number | null;
}

/** One API under its path prefixes, on every port. The server authenticates, checks Host and Origin, then hands over. */
export interface Door {
  /** For example `/k8s`. A request belongs to the door with the longest prefix that its path starts with, whole segments. */
  readonly prefixes: readonly string[];
  /** Answers the request. The path is as it came, prefix included. A throw is answered as a fault, with an opaque id. */
  handle(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void>;
  /** Takes over an upgraded connection; without it, upgrades under the prefixes are refused. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller): void;
  /** Says no in this API's own form, before or instead of `handle`. */
  refuse(response: ServerResponse, rejection: Rejection): void;
  /** Says that `handle` threw, in this API's own form; without it, as the front says it. Nothing was answered yet. */
  fail?(response: ServerResponse, message: string): void;
}
