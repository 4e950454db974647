import { expect, it } from 'vitest';
import { ReplicaInks } from './replica-inks.ts';

it('gives six replicas an ink each, which they keep, and the seventh the first', () => {
  const inks = new ReplicaInks();
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];
  const first = six.map((id) => inks.of(id));
  expect(new Set(first).size).toBe(6);
  expect(inks.of('g')).toBe(first[0]);
  expect(six.map((id) => inks.of(id))).toEqual(first);
});
