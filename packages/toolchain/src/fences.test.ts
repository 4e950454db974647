import { expect, test } from 'vitest';
import { checkFeatures, checkImports, findCycles } from './fences.ts';
import { importsOf, readSources } from './source-tree.ts';

const sources = readSources();
const aFile = (path: string, text: string) => ({ path, text });

test('imports point one way', () => {
  expect(checkImports(sources)).toEqual([]);
});

test('features of the dashboard do not import each other', () => {
  expect(checkFeatures(sources)).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(findCycles(sources)).toEqual([]);
});

test('finds every way to import', () => {
  const text = [
    "import a from './a.ts';",
    'import {',
    '  type B,',
    "} from './b.ts';",
    "import './c.css';",
    "export * from './d.ts';",
    "export { e } from './e.ts';",
    "type F = import('./f.ts').F;",
    "const text = 'import nothing';",
  ].join('\n');
  const found = importsOf(aFile('x.ts', text));
  expect(found).toEqual(['./a.ts', './b.ts', './c.css', './d.ts', './e.ts', './f.ts']);
});

test.each([
  ['packages/engine/src/a.ts', "import { z } from 'zod';"],
  ['packages/engine/src/a.ts', "import { readFileSync } from 'node:fs';"],
  ['packages/model/src/a.ts', "import { step } from '@gantry/engine';"],
  ['packages/api/src/a.ts', "import { SqliteStore } from '@gantry/store';"],
  ['packages/api/src/a.ts', "import { step } from '../../engine/src/step.ts';"],
  ['apps/web/src/a.ts', "import { appRouter } from '@gantry/api';"],
])('refuses in %s: %s', (path, text) => {
  expect(checkImports([aFile(path, text)])).toHaveLength(1);
});

test.each([
  ['packages/engine/src/a.ts', "import { ok } from '@gantry/model';"],
  ['packages/engine/src/a.test.ts', "import { readFileSync } from 'node:fs';"],
  ['apps/web/src/a.ts', "import type { AppRouter } from '@gantry/api';"],
])('allows in %s: %s', (path, text) => {
  expect(checkImports([aFile(path, text)])).toEqual([]);
});

test('a feature that reaches into another is found', () => {
  const file = aFile('apps/web/src/features/nodes/list.tsx', "import { Row } from '../tasks/row.tsx';");
  expect(checkFeatures([file])).toHaveLength(1);
});

test('a circle of three is told once', () => {
  const circle = ['a', 'b', 'c'].map((name, index) =>
    aFile(`packages/x/src/${name}.ts`, `import './${'bca'[index]}.ts';`),
  );
  expect(findCycles(circle)).toEqual([
    ['packages/x/src/a.ts', 'packages/x/src/b.ts', 'packages/x/src/c.ts', 'packages/x/src/a.ts'],
  ]);
});
