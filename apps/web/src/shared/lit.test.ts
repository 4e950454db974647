import { expect, it } from 'vitest';
import { litText, parseLit } from './lit.ts';

it('reads what it writes', () => {
  const lit = { taskId: 't1-7f', code: 'memory' };
  expect(parseLit(litText(lit))).toEqual(lit);
});

it('drops what is no task and reason', () => {
  expect([undefined, '', 't1', ':cpu', 't1:', 't1:<b>'].map(parseLit)).toEqual(Array(6).fill(null));
});
