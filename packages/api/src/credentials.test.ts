import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Credentials, sessionMs } from './credentials.ts';

const token = 'a-token-that-is-long-enough';
let nowMs = 1_000_000;

function credentials(given = token, clusterId = 'cafe') {
  return new Credentials({ token: given, clusterId, now: () => nowMs });
}

function request(headers: Record<string, string>): IncomingMessage {
  const all = { host: '127.0.0.1:4500', ...headers };
  return Object.assign(new IncomingMessage(new Socket()), { method: 'GET', headers: all });
}

/** The cookie pair as a browser sends it back. */
const cookieOf = (setCookie: string) => setCookie.split(';')[0]!;

describe('the token', () => {
  it('lets its bearer in, and nobody else', () => {
    const known = credentials();
    const as = (authorization: string) => known.authenticate(request({ authorization }));
    expect(as(`Bearer ${token}`)).toMatchObject({ ok: true, value: { name: 'admin', via: 'api' } });
    expect(as(`bearer ${token}`).ok).toBe(true);
    for (const wrong of [
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      'Bearer',
      'Bearer ',
      token,
      `Basic ${token}`,
      '',
    ]) {
      expect(as(wrong)).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    }
  });

  it('is a password as well, for clients that know no other way, but not from other sites', () => {
    const known = credentials();
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    const as = (text: string, headers = {}) =>
      known.authenticate(
        Object.assign(request({ authorization: basic(text), ...headers }), { method: 'POST' }),
      );
    expect(as(`scheduler:${token}`).ok).toBe(true);
    expect(as(`scheduler:${token}x`)).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    expect(as(`scheduler:${token}`, { origin: 'http://evil.example' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  });

  it('does not fall back to the cookie when a wrong token is sent', () => {
    const known = credentials();
    const cookie = cookieOf(known.sessionCookie({ secure: false, name: 'admin' }));
    expect(known.authenticate(request({ cookie, authorization: 'Bearer wrong' })).ok).toBe(false);
  });
});

describe('a session', () => {
  it('is a cookie that scripts and other sites cannot use', () => {
    const plain = credentials().sessionCookie({ secure: false, name: 'admin' });
    expect(plain).toMatch(/^gantry_cafe=[^;]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
    expect(credentials().sessionCookie({ secure: true, name: 'admin' })).toMatch(/; Secure$/);
  });

  it('outlives a restart, and ends by itself, with the token, and in another cluster', () => {
    const cookie = cookieOf(credentials().sessionCookie({ secure: false, name: 'admin' }));
    expect(credentials().authenticate(request({ cookie }))).toMatchObject({
      ok: true,
      value: { via: 'dashboard' },
    });
    expect(credentials('another-token-long-enough').authenticate(request({ cookie })).ok).toBe(false);
    expect(credentials(token, 'beef').authenticate(request({ cookie })).ok).toBe(false);
    nowMs += sessionMs;
    expect(credentials().authenticate(request({ cookie })).ok).toBe(false);
  });

  it('cannot be made or prolonged by hand', () => {
    const cookie = cookieOf(credentials().sessionCookie({ secure: false, name: 'admin' }));
    const [name, value = ''] = cookie.split('=');
    const [expiresAt, nonce, signature] = value.split('.');
    for (const forged of [
      `${Number(expiresAt) + 1}.${nonce}.${signature}`,
      `${expiresAt}.${nonce}.`,
      `${expiresAt}.${nonce}`,
      '',
      'NaN..',
    ]) {
      expect(credentials().authenticate(request({ cookie: `${name}=${forged}` })).ok).toBe(false);
    }
  });
});

describe('a sign-in code', () => {
  it('works once', () => {
    const known = credentials();
    const code = known.newSignInCode();
    expect(known.redeem('guess')).toBe(false);
    expect(known.redeem(code)).toBe(true);
    expect(known.redeem(code)).toBe(false);
  });

  it('works for a day, and the hundred newest at a time', () => {
    const known = credentials();
    const old = known.newSignInCode();
    nowMs += 24 * 3_600_000;
    expect(known.redeem(old)).toBe(false);
    const codes = Array.from({ length: 101 }, () => known.newSignInCode());
    expect(known.redeem(codes[0]!)).toBe(false);
    expect(known.redeem(codes[1]!)).toBe(true);
  });
});
