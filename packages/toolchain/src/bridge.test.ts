import { describe, expect, test } from 'vitest';
import { freeNetwork } from './bridge.ts';

describe("the network of the tests' own container engine", () => {
  test('is not one that an interface of this machine has', () => {
    expect(freeNetwork([])).toBe('172.31.0');
    expect(freeNetwork(['127.0.0.1', '172.31.0.1', '172.31.1.9', 'fe80::1'])).toBe('172.31.2');
    expect(freeNetwork(['172.31.00.1', '172.31.10.1'])).toBe('172.31.0');
  });

  test('is refused in words when none is left', () => {
    const all = Array.from({ length: 256 }, (_, third) => `172.31.${third}.1`);
    expect(() => freeNetwork(all)).toThrow('no network 172.31.N.0/24 is free');
  });
});
