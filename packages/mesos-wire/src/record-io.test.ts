import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordReader, toRecord } from './record-io.ts';

describe('RecordIO', () => {
  it('frames a heartbeat as Mesos does', () => {
    expect(toRecord({ type: 'HEARTBEAT' })).toBe('20\n{"type":"HEARTBEAT"}');
  });

  it('is read whole, split at any byte (case 64)', () => {
    const records = fc.array(fc.record({ text: fc.string({ unit: 'binary' }) }), { maxLength: 5 });
    fc.assert(
      fc.property(records, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sent, steps) => {
        const bytes = Buffer.from(sent.map(toRecord).join(''));
        const reader = new RecordReader();
        const read: string[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = steps[turn % steps.length]!;
          read.push(...reader.take(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(read.map((text) => JSON.parse(text))).toEqual(sent);
      }),
    );
  });

  it('is refused when a length is no number', () => {
    expect(() => new RecordReader().take(Buffer.from('x1\n{}'))).toThrow('not with its length');
  });
});
