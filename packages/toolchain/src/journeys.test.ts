import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkJourneys, journeyRows } from './journeys.ts';

const folder = join(import.meta.dirname, '../../../e2e/journeys');
const specs = readdirSync(folder)
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

test('every journey of the table is named by a test, and every named one is in the table', () => {
  const rows = journeyRows(readFileSync(join(folder, 'README.md'), 'utf8'));
  expect(rows.length).toBeGreaterThan(20);
  expect(checkJourneys(rows, specs)).toEqual([]);
});

test('a row without its test, and a test without its row, are found', () => {
  const rows = journeyRows('| 1 | first | `a.spec.ts` |\n| 2 | second | `a.spec.ts`, `b.spec.ts` |\n');
  const found = checkJourneys(rows, [
    { name: 'a.spec.ts', text: "test('F4.1 F4.3 it works'" },
    { name: 'b.spec.ts', text: "test('F4.2 it works'" },
  ]);
  expect(found).toEqual([
    'journey 2: no test of a.spec.ts has F4.2 in its title',
    'journey 3: a.spec.ts has a test of it, and the table in e2e/journeys/README.md no row',
  ]);
});
