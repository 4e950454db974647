import { expect, it } from 'vitest';
import { auditFileText } from './audit-file.ts';

it('writes a line for each entry, whatever is in it', () => {
  const entries = [
    { atMs: 0, actor: 'ana', message: 'a\nb "c"' },
    { atMs: 1_000, actor: '=cmd()', message: '' },
  ];
  const lines = auditFileText(entries).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { at: '1970-01-01T00:00:00.000Z', actor: 'ana', message: 'a\nb "c"' },
    { at: '1970-01-01T00:00:01.000Z', actor: '=cmd()', message: '' },
  ]);
});
