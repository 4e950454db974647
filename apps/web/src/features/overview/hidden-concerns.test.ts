import { expect, it } from 'vitest';
import type { Concern } from '../../shared/concern.ts';
import { hiddenConcerns } from './hidden-concerns.ts';

const of = (kind: 'deployment' | 'job' | 'node', count: number): Concern[] =>
  Array.from({ length: count }, (_, index) => ({
    ...({ key: `${kind}${index}`, deployment: null, job: null, node: null } as unknown as Concern),
    [kind]: {},
  }));

it('counts what has no card by kind, each with the list it is in', () => {
  const all = [...of('deployment', 9), ...of('job', 2), ...of('node', 1)];
  expect(hiddenConcerns(all, all.slice(0, 8)).map(({ text, to }) => [text, to])).toEqual([
    ['1 deployment', '/deployments'],
    ['2 jobs', '/jobs'],
    ['1 node', '/nodes'],
  ]);
  expect(hiddenConcerns(all.slice(0, 8), all)).toEqual([]);
});
