import { expect, it } from 'vitest';
import { copiedTo } from './copy-text.ts';

it('says whether a text was copied: not without a clipboard, nor where the browser refuses', async () => {
  const texts: string[] = [];
  const open = { writeText: async (text: string) => void texts.push(text) };
  expect(await copiedTo(open, 'some')).toBe(true);
  expect(texts).toEqual(['some']);
  expect(await copiedTo(undefined, 'some')).toBe(false);
  expect(await copiedTo({ writeText: () => Promise.reject(new Error('denied')) }, 'some')).toBe(false);
});
