import { expect, test } from 'vitest';
import { RecordReader } from './record-reader.ts';

const bytes = Buffer.from('5\nhello3\näb0\n');

test('records come whole, wherever chunks end', () => {
  for (let at = 0; at <= bytes.length; at++) {
    const reader = new RecordReader();
    const records = [...reader.take(bytes.subarray(0, at)), ...reader.take(bytes.subarray(at))];
    expect(records).toEqual(['hello', 'äb', '']);
  }
});

test('what is no length is refused', () => {
  expect(() => new RecordReader().take(Buffer.from('HTTP\n'))).toThrow(/begins with "HTTP"/);
});
