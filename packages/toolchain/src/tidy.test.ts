import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readSources, root } from './source-tree.ts';
import {
  checkFileLength,
  checkFileNames,
  checkFunctionLength,
  checkTexts,
  checkTopLevel,
  functionSpans,
  pathsInTables,
  testsOf,
  untestedRules,
} from './tidy.ts';

const files = listFiles();
const sources = readSources();

test('the top level holds what it should', () => expect(checkTopLevel(files)).toEqual([]));
test('no file is too long', () => expect(checkFileLength(sources)).toEqual([]));
test('no function is too long', () => expect(checkFunctionLength(sources)).toEqual([]));
test('files are named by their subject', () => expect(checkFileNames(files)).toEqual([]));
test('no line breaks a rule of the house', () => expect(checkTexts(sources)).toEqual([]));

test('every path in the tables of docs/architecture.md exists', () => {
  const document = join(root, 'docs/architecture.md');
  const paths = existsSync(document) ? pathsInTables(readFileSync(document, 'utf8')) : [];
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every rule of a SPEC.md is named by a test of its package', () => {
  const specs = files.filter((path) => /^packages\/[^/]+\/SPEC\.md$/.test(path));
  const untested = specs.flatMap((path) =>
    untestedRules(readFileSync(join(root, path), 'utf8'), testsOf(path.split('/')[1] ?? '', sources)),
  );
  expect(untested).toEqual([]);
});

/** Rules about what frameworks, nodes and people outside do or ask, which no scenario plays: their tests tell them. */
const untold = /^(TS[78]|RV1[235]|DR6|OF[5-9]|OF1[0-9]|OF2[0-3]|PV7|PL1[1-5]|(SV|CF|VO|JB|DB|AS)\d+)$/;

test('every other rule of the engine has a scenario that shows it', () => {
  const scenarios = files
    .filter((path) => /^packages\/engine\/scenarios\/.*\.txt$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const rules = untestedRules(readFileSync(join(root, 'packages/engine/SPEC.md'), 'utf8'), scenarios);
  expect(rules.filter((rule) => !untold.test(rule))).toEqual([]);
});

/** Kubernetes's and Marathon's own cases about deployments, by their numbers; those left out do not exist. */
const deploymentCases = {
  'K-H': '1-25 28 29 31 32 34 36 38 39 41-47 49-65 68 70 71 73-77 79-83 85-90',
  'M-F.2 ': '65-69 71-75 77-80',
};

test('every case about deployments is named by a test, or by the decision that says why it differs', () => {
  const tests = sources.filter(({ path }) => path.endsWith('.test.ts')).map(({ text }) => text);
  const decisions = files
    .filter((path) => path.startsWith('docs/decisions/'))
    .map((path) => readFileSync(join(root, path), 'utf8'));
  const named = new Set([...tests, ...decisions].flatMap((text) => text.match(/K-H\d+|M-F\.\d+ \d+/g) ?? []));
  const unnamed = Object.entries(deploymentCases).flatMap(([prefix, numbers]) =>
    numbersIn(numbers)
      .map((number) => `${prefix}${number}`)
      .filter((id) => !named.has(id)),
  );
  expect(unnamed).toEqual([]);
});

/** Mesos's own cases about its allocator, scheduler API and master, by their numbers. */
const schedulerCases = '1 2 4-8 10-14 16-23 25-29 31-35 37-41 43-48 50-54 56-61 63 64';

test('every case of Mesos’s allocator and scheduler API is named by a test, or by the decision that says why not', () => {
  const texts = [
    ...sources.filter(({ path }) => path.endsWith('.test.ts')).map(({ text }) => text),
    readFileSync(join(root, 'docs/decisions/0018-what-of-mesos-is-not-here.md'), 'utf8'),
  ];
  const named = new Set(
    texts
      .flatMap((text) => [...text.matchAll(/\bcases? (\d+(?:, \d+)*)/g)])
      .flatMap(([, numbers]) => numbers!.split(', ').map(Number)),
  );
  expect(numbersIn(schedulerCases).filter((number) => !named.has(number))).toEqual([]);
});

/** `1-3 5` are 1, 2, 3 and 5. */
const numbersIn = (text: string): number[] =>
  text.split(' ').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });

const aFile = (path: string, text: string) => ({ path, text });

test.each([
  ['packages/engine/src/a.ts', 'const at = Date.now();'],
  ['packages/model/src/a.ts', 'const n = Math.random();'],
  ['packages/api/src/a.ts', 'const port = process.env.PORT;'],
  ['packages/api/src/a.ts', '// TO' + 'DO later'],
  ['packages/api/src/a.ts', 'const a = b as any;'],
  ['packages/api/src/a.test.ts', 'test.only('],
])('finds in %s: %s', (path, text) => {
  expect(checkTexts([aFile(path, text)])).toHaveLength(1);
});

test('measures functions, methods and arrows by their last line', () => {
  const text = [
    'export function one(',
    '  a: string,',
    '): void {',
    '  a.trim();',
    '}',
    'const two = (b: string) => {',
    '  b.trim();',
    '};',
    'class C {',
    '  three(): void {',
    '    if (true) {',
    '    }',
    '  }',
    '}',
  ].join('\n');
  const found = functionSpans(aFile('x.ts', text)).map(({ name, lines }) => [name, lines]);
  expect(found).toEqual([
    ['one', 5],
    ['two', 3],
    ['three', 4],
  ]);
});

test('counts the lines of inner functions for these alone', () => {
  const text = ['function outer() {', '  const inner = (a: string) => {', '    a.trim();', '  };', '}'].join(
    '\n',
  );
  expect(functionSpans(aFile('x.ts', text)).map(({ name, lines }) => [name, lines])).toEqual([
    ['outer', 2],
    ['inner', 3],
  ]);
});

test('finds paths in table rows and rules without a test', () => {
  expect(pathsInTables('`packages/a.ts`\n| click | `apps/web/src/a.tsx`, `packages/b/src/c.ts` |')).toEqual([
    'apps/web/src/a.tsx',
    'packages/b/src/c.ts',
  ]);
  const tests = [aFile('packages/engine/src/a.test.ts', "test('PL1 spreads', ...)")];
  expect(untestedRules('- PL1 spreads\n- **PL2** packs\nnot AB3 in a line', tests)).toEqual(['PL2']);
});
