import { expect, it } from 'vitest';
import { isWithin, offeredKinds, offeredShape, shapeOf, sizeWords, usualShape } from './hole-shape.ts';

const gibibyte = 1024 ** 3;
const size = { cpuMillis: 1_500, memoryBytes: 3 * gibibyte, diskBytes: 0, gpus: 0 };

it('asks for memory and disk in proportion to a CPU, and for so many GPUs and ports', () => {
  expect(shapeOf({ memory: 4, disk: 10, gpus: 2, ports: 1 })).toEqual({
    ...{ cpuMillis: 1_000, memoryBytes: 4 * gibibyte, diskBytes: 10 * gibibyte },
    ...{ gpus: 2, ports: 1 },
  });
});

it('tells whether a hole can still be there, from what is free of each kind', () => {
  expect(isWithin(size, size)).toBe(true);
  expect(isWithin(size, { ...size, memoryBytes: 0 })).toBe(false);
  expect(isWithin(size, { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 })).toBe(false);
});

it('says of a size what is asked for, and nothing of the rest', () => {
  const words = (...of: Parameters<typeof sizeWords>) => sizeWords(...of).replaceAll('\u00a0', ' ');
  expect(words(size, usualShape)).toBe('1.5 CPU · 3 GiB');
  expect(words({ ...size, diskBytes: 15 * gibibyte, gpus: 1 }, { ports: 2 })).toBe(
    '1.5 CPU · 3 GiB · 15 GiB of disk · 1 GPU · 2 host ports',
  );
});

it('offers no choice of what no node has', () => {
  expect(offeredKinds([{ resources: size }])).toEqual(['memory', 'ports']);
  const rich = { ...size, diskBytes: 1, gpus: 1 };
  expect(offeredKinds([{ resources: size }, { resources: rich }])).toEqual([
    'memory',
    'disk',
    'gpus',
    'ports',
  ]);
});

it('asks for nothing of a kind that the last node took with it', () => {
  const chosen = { memory: 4, disk: 50, gpus: 2, ports: 1 };
  expect(offeredShape(chosen, ['memory', 'disk', 'gpus', 'ports'])).toEqual(chosen);
  expect(offeredShape(chosen, ['memory', 'ports'])).toEqual({ memory: 4, disk: 0, gpus: 0, ports: 1 });
});
