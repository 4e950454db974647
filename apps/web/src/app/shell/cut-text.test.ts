import { expect, it } from 'vitest';
import { cutPlace, type Drawn } from './cut-text.ts';

const drawn = (of: Partial<Drawn>): Drawn => ({
  ...{ text: 'a-service', hasEllipsis: false, clientWidth: 100, scrollWidth: 100, hasTitle: false },
  ...of,
});
const link = drawn({});
const cut = drawn({ hasEllipsis: true, scrollWidth: 180 });

it('finds what cuts the text off, also around what is pointed at', () => {
  expect(cutPlace([cut])).toBe(0);
  expect(cutPlace([link, cut, drawn({})])).toBe(1);
});

it('leaves alone what has room, what scrolls and what holds no text', () => {
  expect(cutPlace([link, drawn({ hasEllipsis: true })])).toBe(-1);
  expect(cutPlace([drawn({ scrollWidth: 180 })])).toBe(-1);
  expect(cutPlace([{ ...cut, text: '' }])).toBe(-1);
  expect(cutPlace([])).toBe(-1);
});

it('leaves alone what says something on hover already, inside or around it', () => {
  expect(cutPlace([{ ...link, hasTitle: true }, cut])).toBe(-1);
  expect(cutPlace([cut, { ...link, hasTitle: true }])).toBe(-1);
});
