import { expect, test } from 'vitest';
import { asSentence } from './sentence.ts';

test.each([
  ['container main exited with code 7', 'Container main exited with code 7.'],
  ['Stopped by ana.', 'Stopped by ana.'],
  ['node-1 is gone', 'node-1 is gone.'],
  ['pulling…', 'pulling…'],
  ['the image is not there (see the log)', 'The image is not there (see the log)'],
  ['<b>lost</b>', '<b>lost</b>.'],
  ['', ''],
])('%j is told as %j', (said, told) => expect(asSentence(said)).toBe(told));
