import { expect, it } from 'vitest';
import { attachedWords } from './attached-words.ts';

it('names who has a terminal open in the container, once each, when it is not one alone', () => {
  const words = (...names: string[]) => attachedWords(names.map((name) => ({ name })));
  expect(words('ada')).toBeNull();
  expect(words('ada', 'ben', 'ada')).toBe('3 terminals are open in this container: ada (2), ben');
});
