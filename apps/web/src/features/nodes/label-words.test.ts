import { expect, it } from 'vitest';
import { labelWords } from './label-words.ts';

it('tells what people set before what every node says of itself', () => {
  const labels = {
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': 'small',
    'kubernetes.io/hostname': 'n-01',
    zone: 'b',
    'acme.io/pool': 'fast',
  };
  expect(labelWords({ name: 'n-01', labels })).toBe(
    'zone=b, acme.io/pool=fast, kubernetes.io/os=linux, node.kubernetes.io/instance-type=small',
  );
});
