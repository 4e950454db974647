import { expect, it } from 'vitest';
import { quotaSentence } from './quota-sentence.ts';

const gibibyte = 1024 ** 3;
const taken = { cpuMillis: 6_000, memoryBytes: 2 * gibibyte, diskBytes: 0, gpus: 0 };
const sentence = (...of: Parameters<typeof quotaSentence>) => quotaSentence(...of).replaceAll('\u00a0', ' ');

it('tells what is held above a limit, of the kinds of which something is', () => {
  const limit = { cpuMillis: 4_000, memoryBytes: 4 * gibibyte };
  expect(sentence(taken, { guarantee: null, limit })).toBe(
    'It holds 6 CPU, 2 CPU above this limit: nothing is stopped, and nothing more is offered.',
  );
});

it('tells what a guarantee still owes', () => {
  const guarantee = { cpuMillis: 2_000, memoryBytes: 5 * gibibyte };
  expect(sentence(taken, { guarantee, limit: null })).toBe(
    'It is guaranteed 5 GiB, 3 GiB more than it holds: it comes first for what is free.',
  );
});

it('says nothing where nothing changes for the role', () => {
  expect(sentence(taken, { guarantee: null, limit: null })).toBe('');
  expect(sentence(taken, { guarantee: { cpuMillis: 6_000 }, limit: { cpuMillis: 6_000 } })).toBe('');
});
