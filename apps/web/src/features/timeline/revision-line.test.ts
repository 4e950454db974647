import { expect, it } from 'vitest';
import { revisionLine } from './revision-line.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const diff = [{ path: 'containers[web].image', before: 'web:1', after: 'web:2' }];

it('does not say a change twice where nobody gave a reason', () => {
  expect(revisionLine(revisionEntry(2, { diff, cause: 'set image web=web:2' }))).toBe('web image');
  expect(revisionLine(revisionEntry(3, { restoredFrom: 1, cause: 'roll back to revision 1' }))).toBe(
    'restored r1',
  );
});

it('says the reason that somebody gave', () => {
  expect(revisionLine(revisionEntry(2, { diff, cause: 'faster' }))).toBe('web image · faster');
  expect(revisionLine(revisionEntry(3, { restoredFrom: 1, cause: 'roll back to revision 2' }))).toBe(
    'restored r1 · roll back to revision 2',
  );
  expect(revisionLine(revisionEntry(2, { cause: 'set image web=web:2' }))).toBe('set image web=web:2');
});
