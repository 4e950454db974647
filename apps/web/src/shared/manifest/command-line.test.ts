import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineOf, wordsOf } from './command-line.ts';

it('takes a command line apart and puts it together again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 10 })), (words) => {
      expect(wordsOf(lineOf(words))).toEqual(words);
    }),
  );
  expect(wordsOf(`sh -c "echo 'a b'" 'c d'`)).toEqual(['sh', '-c', "echo 'a b'", 'c d']);
});
