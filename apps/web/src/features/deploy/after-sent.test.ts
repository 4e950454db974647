import { expect, it } from 'vitest';
import { afterSent } from './after-sent.ts';

const open = { text: 'replicas: 2', base: 'replicas: 1' };
const edit = { ...open, sent: { intent: 'i1', text: open.text } };

it('keeps an edit while the act that saved it waits, or is not known yet', () => {
  expect(afterSent(edit, 'waiting')).toBe(edit);
  expect(afterSent(edit, undefined)).toBe(edit);
});

it('leaves the edit as it was when the act is taken back or refused', () => {
  expect(afterSent(edit, 'withdrawn')).toEqual(open);
  expect(afterSent(edit, 'refused')).toEqual(open);
});

it('leaves nothing of it once it is done, but for what was written since then', () => {
  expect(afterSent(edit, 'done')).toBeNull();
  const more = { ...edit, text: 'replicas: 3' };
  expect(afterSent(more, 'done')).toEqual({ text: 'replicas: 3', base: 'replicas: 2' });
});

it('does nothing with an edit that was not sent', () => {
  expect(afterSent(open, 'done')).toBe(open);
});
