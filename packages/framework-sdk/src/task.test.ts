import { expect, test } from 'vitest';
import type { Offer } from './messages.ts';
import { hasEnded, portsIn, roomIn, takeFrom, task } from './task.ts';

const scalar = (name: string, value: number) => ({ name, type: 'SCALAR' as const, scalar: { value } });
const offer: Offer = {
  id: { value: 'o' },
  agent_id: { value: 'n' },
  hostname: 'a',
  resources: [
    scalar('cpus', 0.3),
    // What is reserved for the role is apart, and the framework's as well.
    scalar('cpus', 0.2),
    scalar('mem', 100),
    {
      name: 'ports',
      type: 'RANGES',
      ranges: {
        range: [
          { begin: 31_000, end: 31_001 },
          { begin: 40_000, end: 40_009 },
        ],
      },
    },
  ],
} as Offer;

test('room is taken until there is none, whatever decimal fractions add up to', () => {
  const room = roomIn(offer);
  const each = { cpus: 0.1, memoryMegabytes: 20 };
  expect(Array.from({ length: 6 }, () => takeFrom(room, each))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
});

test('ports come out of the offer, the lowest first', () => {
  expect(portsIn(offer, 3)).toEqual([31_000, 31_001, 40_000]);
  expect(portsIn(offer, 100)).toHaveLength(12);
});

test('a task is of its offer’s agent, and finds its ports in its environment', () => {
  const made = task(offer, {
    id: 't',
    command: 'true',
    cpus: 1,
    memoryMegabytes: 64,
    ports: [31_000],
    image: 'web:1',
  });
  expect(made).toMatchObject({
    agent_id: { value: 'n' },
    command: { environment: { variables: [{ name: 'PORT0', value: '31000' }] } },
    container: { docker: { image: 'web:1' } },
  });
  expect(made.resources).toHaveLength(3);
});

test('states that a task does not come back from', () => {
  expect([hasEnded('TASK_FAILED'), hasEnded('TASK_UNREACHABLE'), hasEnded('TASK_RUNNING')]).toEqual([
    true,
    false,
    false,
  ]);
});
