import { describe, expect, it } from 'vitest';
import { portsOf } from './agent-program.ts';
import { outerUrls, plainHost, urlHost } from './reach.ts';

describe('where the control plane is reached', () => {
  it('is this machine alone where there is no TLS', () => {
    expect(['127.0.0.1', '127.0.0.2', '::1', 'localhost'].map(plainHost)).toEqual([
      '127.0.0.1',
      '127.0.0.2',
      '::1',
      'localhost',
    ]);
    expect(['0.0.0.0', '::', '10.0.0.5', 'gantry.example'].map(plainHost)).toEqual(
      Array(4).fill('127.0.0.1'),
    );
  });

  it('is nowhere outside while it listens on loopback', () => {
    expect(outerUrls('127.0.0.1', 4501)).toEqual([]);
    expect(outerUrls('10.0.0.5', 4501)).toEqual(['https://10.0.0.5:4501']);
    expect(outerUrls('0.0.0.0', 4501).every((url) => /^https:\/\/.+:4501$/.test(url))).toBe(true);
    expect(urlHost('::1')).toBe('[::1]');
  });
});

describe('the host ports of agents on one machine', () => {
  it.each([1, 3, 64])('are apart for %i of them', (count) => {
    const ranges = Array.from({ length: count }, (_, index) =>
      portsOf({ clusterId: 'ffffff000000', index, count }),
    );
    for (const [index, { begin, end }] of ranges.entries()) {
      expect(begin).toBeGreaterThan(ranges[index - 1]?.end ?? 1_023);
      expect(end).toBeGreaterThanOrEqual(begin);
      expect(end).toBeLessThan(32_768);
    }
  });
});
