import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { foreignOrigin, isKnownHost } from './origin.ts';

function request(method: string, headers: Record<string, string>): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), {
    method,
    headers: { host: '127.0.0.1:4500', ...headers },
  });
}
const own = 'http://127.0.0.1:4500';

describe('isKnownHost', () => {
  const names = new Set(['gantry.example']);
  it.each([
    '127.0.0.1:4500',
    '[::1]:4500',
    '10.0.0.7',
    'localhost:4500',
    'LOCALHOST',
    'gantry.example:4501',
    'GANTRY.example',
  ])('knows %s', (host) => expect(isKnownHost(host, names)).toBe(true));
  it.each([
    'evil.example',
    'gantry.example.evil.example',
    '127.0.0.1.evil.example',
    '',
    undefined,
    'localhost.evil.example',
  ])('does not know %s', (host) => expect(isKnownHost(host, names)).toBe(false));
});

describe('foreignOrigin, for a request with a cookie', () => {
  it.each([
    ['GET', {}],
    ['GET', { 'sec-fetch-site': 'same-origin' }],
    ['GET', { 'sec-fetch-site': 'none' }],
    ['GET', { origin: own }],
    ['POST', { origin: own }],
    ['GET', { origin: own, upgrade: 'websocket' }],
  ])('lets in %s %j', (method, headers) => {
    expect(foreignOrigin(request(method, headers as Record<string, string>))).toBeNull();
  });
  it.each([
    ['POST', {}],
    ['POST', { origin: 'null' }],
    ['POST', { origin: 'http://evil.example' }],
    ['POST', { origin: 'http://127.0.0.1:4501' }],
    ['POST', { origin: 'https://127.0.0.1:4500' }],
    ['DELETE', {}],
    ['GET', { upgrade: 'websocket' }],
    ['GET', { upgrade: 'websocket', origin: 'http://evil.example' }],
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['GET', { 'sec-fetch-site': 'same-site' }],
    ['GET', { origin: 'http://evil.example' }],
  ])('keeps out %s %j', (method, headers) => {
    expect(foreignOrigin(request(method, headers as Record<string, string>))?.code).toBe('forbidden');
  });
});
