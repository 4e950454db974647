import { expect, test } from 'vitest';
import { checkDivisor, type ResourceField, resourceFieldValue } from './resource-field.ts';

const mebibyte = 1024 ** 2;
const limited = {
  requests: { cpuMillis: 250, memoryBytes: 64 * mebibyte, diskBytes: 0, gpus: 0 },
  limits: { cpuMillis: 1_500, memoryBytes: 100 * mebibyte + 1 },
};
const unlimited = {
  requests: { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 },
  limits: { cpuMillis: null, memoryBytes: null },
};
const node = { cpuMillis: 4_000, memoryBytes: 8 * 1024 * mebibyte, diskBytes: 1_000, gpus: 0 };

test.each<[ResourceField, string, string]>([
  ['limits.cpu', '1', '2'],
  ['limits.cpu', '1m', '1500'],
  ['limits.memory', '1Mi', '101'],
  ['limits.memory', '1', '104857601'],
  ['limits.ephemeral-storage', '1', '1000'],
  ['requests.cpu', '1', '1'],
  ['requests.cpu', '1m', '250'],
  ['requests.memory', '1Mi', '64'],
  ['requests.ephemeral-storage', '1', '0'],
])('%s in units of %s is %s', (resource, divisor, told) => {
  expect(resourceFieldValue(limited, { resource, divisor }, node)).toBe(told);
});

test('what is not limited is what the node has, and what is not requested is nothing', () => {
  const told = (resource: ResourceField) => resourceFieldValue(unlimited, { resource, divisor: '1' }, node);
  expect([told('limits.cpu'), told('limits.memory'), told('requests.memory')]).toEqual([
    '4',
    String(node.memoryBytes),
    '0',
  ]);
});

test('a unit has to be one of the resource, and more than nothing', () => {
  expect(checkDivisor('limits.cpu', '1m')).toBeNull();
  expect(checkDivisor('limits.memory', '1Mi')).toBeNull();
  expect(checkDivisor('limits.cpu', '1Mi')).not.toBeNull();
  expect(checkDivisor('limits.memory', '0')).toBe('must be more than 0');
});
