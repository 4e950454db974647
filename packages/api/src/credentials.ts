import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller } from '@gantry/controlplane';
import { err, ok, type Rejection, type Result, rejection } from '@gantry/model';
import { foreignOrigin } from './origin.ts';

/** A browser stays signed in for a week. */
export const sessionMs = 7 * 24 * 3_600_000;
/** A sign-in link is good once, and for a day. */
const signInCodeMs = 24 * 3_600_000;
const maxSignInCodes = 100;

/**
 * The administrator's token and what stands in for it in a browser. Sessions are signed with a key that comes from the
 * token, so they outlive a restart, and all of them end when the token changes.
 */
export class Credentials {
  readonly #token: Buffer;
  readonly #sessionKey: Buffer;
  readonly #cookieName: string;
  readonly #now: () => number;
  readonly #signInCodes = new Map<string, number>();

  constructor(options: { token: string; clusterId: string; now: () => number }) {
    this.#token = Buffer.from(options.token);
    this.#sessionKey = createHmac('sha256', options.token).update('gantry session').digest();
    // Cookies do not tell ports apart: with the cluster in the name, two on one machine do not sign each other out.
    this.#cookieName = `gantry_${options.clusterId}`;
    this.#now = options.now;
  }

  /** A code for one sign-in link. */
  newSignInCode(): string {
    const [oldest] = this.#signInCodes.keys();
    if (oldest !== undefined && this.#signInCodes.size >= maxSignInCodes) this.#signInCodes.delete(oldest);
    const code = randomBytes(24).toString('base64url');
    this.#signInCodes.set(keyOf(code), this.#now() + signInCodeMs);
    return code;
  }

  /** Uses a sign-in code up. False: it never was one, was used, or is too old. */
  redeem(code: string): boolean {
    const key = keyOf(code);
    const expiresAtMs = this.#signInCodes.get(key);
    this.#signInCodes.delete(key);
    return expiresAtMs !== undefined && this.#now() < expiresAtMs;
  }

  /** Takes the same time wherever the two differ; only the token's length can be learned from it. */
  isToken(text: string): boolean {
    const given = Buffer.from(text);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }

  /** The `Set-Cookie` header of a new session. */
  sessionCookie({ secure }: { secure: boolean }): string {
    const expiresAtMs = this.#now() + sessionMs;
    const claim = `${expiresAtMs}.${randomBytes(16).toString('base64url')}`;
    return this.#cookie(`${claim}.${this.#sign(claim)}`, { secure, maxAgeSeconds: sessionMs / 1_000 });
  }

  /** The `Set-Cookie` header that ends a session in the browser. */
  noCookie({ secure }: { secure: boolean }): string {
    return this.#cookie('', { secure, maxAgeSeconds: 0 });
  }

  /** Whether the request's session cookie is good; says nothing about where the request comes from. */
  hasSession(request: IncomingMessage): boolean {
    return this.#sessionEnd(request) !== null;
  }

  authenticate(request: IncomingMessage): Result<Caller, Rejection> {
    const given = tokenIn(request.headers.authorization ?? '');
    if (given !== null) {
      if (!this.isToken(given.token)) return err(unauthenticated());
      // A browser that was given a name and a password once sends them by itself, wherever a request comes from.
      const isBrowser = 'origin' in request.headers || 'sec-fetch-site' in request.headers;
      const foreign = given.isBasic && isBrowser ? foreignOrigin(request) : null;
      return foreign ? err(foreign) : ok({ name: 'admin', via: 'api', expiresAtMs: null });
    }
    const expiresAtMs = this.#sessionEnd(request);
    if (expiresAtMs === null) return err(unauthenticated());
    const foreign = foreignOrigin(request);
    return foreign ? err(foreign) : ok({ name: 'admin', via: 'dashboard', expiresAtMs });
  }

  #sessionEnd(request: IncomingMessage): number | null {
    const value = cookieOf(request, this.#cookieName) ?? '';
    const [expiresAt = '', nonce = '', signature = ''] = value.split('.');
    if (!sameText(signature, this.#sign(`${expiresAt}.${nonce}`))) return null;
    const expiresAtMs = Number(expiresAt);
    return this.#now() < expiresAtMs ? expiresAtMs : null;
  }

  #sign(claim: string): string {
    return createHmac('sha256', this.#sessionKey).update(claim).digest('base64url');
  }

  #cookie(value: string, { secure, maxAgeSeconds }: { secure: boolean; maxAgeSeconds: number }): string {
    const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict`;
    return `${this.#cookieName}=${value}; ${attributes}${secure ? '; Secure' : ''}`;
  }
}

/** As a bearer's token, or as the password of whatever name: clients of Mesos know no other way. */
function tokenIn(authorization: string): { token: string; isBasic: boolean } | null {
  const [, scheme = '', value = ''] = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization) ?? [];
  if (scheme === '') return null;
  if (scheme.toLowerCase() === 'bearer') return { token: value, isBasic: false };
  const text = Buffer.from(value, 'base64').toString('utf8');
  return { token: text.slice(text.indexOf(':') + 1), isBasic: true };
}

function unauthenticated(): Rejection {
  return rejection(
    'unauthenticated',
    'The token is missing or wrong. Send `Authorization: Bearer <token>`; it is in the file `token` of the data folder.',
  );
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = request.headers.cookie?.split(';').map((pair) => pair.trim()) ?? [];
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

const digest = (text: string) => hash('sha256', text, 'buffer');

/** What is kept of a sign-in code, so that looking it up tells nothing about it. */
const keyOf = (code: string) => digest(code).toString('base64');

/** Takes the same time wherever the two differ, and however long they are. */
const sameText = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));
