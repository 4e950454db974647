import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type Rejection, rejection } from '@gantry/model';

/**
 * A page of another site can make a browser call this server by a name that it controls (DNS rebinding); it cannot
 * make it call by an address. So addresses and `localhost` are always right, names only when they are known.
 */
export function isKnownHost(host: string | undefined, names: ReadonlySet<string>): boolean {
  const name = hostName(host ?? '');
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || names.has(name);
}

/** `[::1]:4500` and `Localhost:4500` without port, brackets and case. */
function hostName(host: string): string {
  const bare = host.startsWith('[') ? host.slice(1).split(']')[0] : host.split(':')[0];
  return (bare ?? '').toLowerCase();
}

/** Whether the connection is encrypted. */
export function isSecure(request: IncomingMessage): boolean {
  return 'encrypted' in request.socket && request.socket.encrypted === true;
}

/**
 * A cookie comes along whoever made the browser send the request. So one that came with a cookie must say that it
 * comes from this very origin when it changes something or opens a stream, and must not say otherwise when it reads.
 */
export function foreignOrigin(request: IncomingMessage): Rejection | null {
  const { origin, host } = request.headers;
  const own = `${isSecure(request) ? 'https' : 'http'}://${host}`;
  const site = request.headers['sec-fetch-site'];
  const reads = (request.method === 'GET' || request.method === 'HEAD') && !request.headers.upgrade;
  if (origin === own) return null;
  if (reads && origin === undefined && (site === undefined || site === 'same-origin' || site === 'none'))
    return null;
  return rejection(
    'forbidden',
    'This request did not come from the dashboard itself. Send the token as `Authorization: Bearer` instead.',
  );
}
