import { expect, it } from 'vitest';
import { wayBack } from './way-back.ts';

type Revisions = Parameters<typeof wayBack>[1];
type Outcome = Parameters<typeof wayBack>[2][number]['outcome'];

/** Revisions from r1 on by their templates, the last one current, and what became of their rollouts. */
const backFrom = (
  templates: string,
  outcomes: Record<number, Outcome>,
  over: Partial<Revisions[number]> & { of?: number } = {},
) => {
  const revisions = [...templates].map((hash, index) => ({
    number: index + 1,
    templateHash: hash as Revisions[number]['templateHash'],
    ...(over.of === index + 1 && over),
  }));
  const { number: revision, templateHash } = revisions.at(-1)!;
  const rollouts = Object.entries(outcomes).map(([number, outcome]) => ({
    ...{ toRevision: Number(number), outcome, promoted: false },
  }));
  return wayBack({ revision, templateHash }, revisions, rollouts);
};

it('is the newest earlier revision that came to serve', () => {
  expect(backFrom('abc', { 1: 'complete', 2: 'complete', 3: 'running' })).toBe(2);
  expect(backFrom('abc', { 1: 'complete', 2: 'aborted', 3: 'complete' })).toBe(1);
  expect(backFrom('abc', { 1: 'complete', 2: 'superseded', 3: 'complete' })).toBe(1);
});

it('is not what failed and was gone back from, nor what the restore brought back', () => {
  expect(backFrom('aba', { 1: 'complete', 2: 'rolledBack', 3: 'complete' })).toBeUndefined();
  expect(backFrom('abcb', { 1: 'complete', 2: 'complete', 3: 'failed', 4: 'complete' })).toBe(1);
});

it('is one that was superseded before it served where none served, and never one that failed', () => {
  expect(backFrom('abc', { 1: 'superseded', 2: 'failed', 3: 'running' })).toBe(1);
  expect(backFrom('abc', { 1: 'aborted', 2: 'rolledBack', 3: 'running' })).toBeUndefined();
});

it('is what cannot run any more only if no other served, and may be older than the rollouts that are kept', () => {
  const lost = { of: 2, lost: { kind: 'gone', message: 'node a has no web:2 any more' } } as const;
  expect(backFrom('abc', { 2: 'complete', 3: 'complete' }, lost)).toBe(1);
  expect(backFrom('abc', { 2: 'complete' }, { ...lost, lost: { ...lost.lost, kind: 'changed' } })).toBe(2);
  expect(backFrom('abc', { 1: 'failed', 2: 'complete' }, lost)).toBe(2);
  expect(backFrom('a', {})).toBeUndefined();
});
