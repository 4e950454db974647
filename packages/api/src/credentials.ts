import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller } from '@gantry/controlplane';
import { administrator, err, ok, type Rejection, type Result, rejection } from '@gantry/model';
import { foreignOrigin } from './origin.ts';
import { People } from './people.ts';

/** A browser stays signed in for a week. */
export const sessionMs = 7 * 24 * 3_600_000;
/** A sign-in link is good once, and for a day. */
const signInCodeMs = 24 * 3_600_000;
const maxSignInCodes = 100;

/**
 * The administrator's token, those of other people, and what stands in for them in a browser. Sessions are signed with a key that comes
 * from the administrator's token, so they outlive a restart, and all of them end when the token changes.
 */
export class Credentials {
  readonly #token: Buffer;
  readonly #sessionKey: Buffer;
  readonly #cookieName: string;
  readonly #now: () => number;
  readonly #people: People;
  readonly #signInCodes = new Map<string, number>();

  constructor(options: { token: string; clusterId: string; now: () => number; people?: People }) {
    this.#token = Buffer.from(options.token);
    this.#sessionKey = createHmac('sha256', options.token).update('gantry session').digest();
    // Cookies do not tell ports apart: with the cluster in the name, two on one machine do not sign each other out.
    this.#cookieName = `gantry_${options.clusterId}`;
    this.#now = options.now;
    this.#people = options.people ?? new People();
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

  /**
   * Whose token it is; null: nobody's. The administrator's takes the same time wherever the two differ; only its length
   * can be learned from that.
   */
  nameByToken(text: string): string | null {
    const given = Buffer.from(text);
    const isAdministrators = given.length === this.#token.length && timingSafeEqual(given, this.#token);
    return isAdministrators ? administrator : this.#people.nameByToken(text);
  }

  /** The `Set-Cookie` header of a new session. `name`: of somebody whose token was given. */
  sessionCookie({ secure, name }: { secure: boolean; name: string }): string {
    const expiresAtMs = this.#now() + sessionMs;
    const whose = Buffer.from(name).toString('base64url');
    const claim = `${expiresAtMs}.${randomBytes(16).toString('base64url')}.${whose}`;
    const value = `${claim}.${this.#sign(claim, name) ?? ''}`;
    return this.#cookie(value, { secure, maxAgeSeconds: sessionMs / 1_000 });
  }

  /** The `Set-Cookie` header that ends a session in the browser. */
  noCookie({ secure }: { secure: boolean }): string {
    return this.#cookie('', { secure, maxAgeSeconds: 0 });
  }

  /** Whether the request's session cookie is good; says nothing about where the request comes from. */
  hasSession(request: IncomingMessage): boolean {
    return this.#session(request) !== null;
  }

  authenticate(request: IncomingMessage): Result<Caller, Rejection> {
    const given = tokenIn(request.headers.authorization ?? '');
    if (given !== null) {
      const name = this.nameByToken(given.token);
      if (name === null) return err(unauthenticated());
      // A browser that was given a name and a password once sends them by itself, wherever a request comes from.
      const isBrowser = 'origin' in request.headers || 'sec-fetch-site' in request.headers;
      const foreign = given.isBasic && isBrowser ? foreignOrigin(request) : null;
      return foreign ? err(foreign) : ok({ name, via: 'api', expiresAtMs: null });
    }
    const session = this.#session(request);
    if (session === null) return err(unauthenticated());
    const foreign = foreignOrigin(request);
    return foreign ? err(foreign) : ok({ ...session, via: 'dashboard' });
  }

  #session(request: IncomingMessage): { name: string; expiresAtMs: number } | null {
    const value = cookieOf(request, this.#cookieName) ?? '';
    const [expiresAt = '', nonce = '', whose = '', signature = ''] = value.split('.');
    const name = Buffer.from(whose, 'base64url').toString('utf8');
    const expected = this.#sign(`${expiresAt}.${nonce}.${whose}`, name);
    if (expected === null || !sameText(signature, expected)) return null;
    const expiresAtMs = Number(expiresAt);
    return this.#now() < expiresAtMs ? { name, expiresAtMs } : null;
  }

  /** With what the person's own token gives to it, so that another token ends his sessions. null: nobody is called so. */
  #sign(claim: string, name: string): string | null {
    const seed = name === administrator ? '' : this.#people.sessionSeed(name);
    if (seed === null) return null;
    return createHmac('sha256', this.#sessionKey).update(`${seed}.${claim}`).digest('base64url');
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
