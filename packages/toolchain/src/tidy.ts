import type { Fault } from './fences.ts';
import { houseOf } from './fences.ts';
import type { SourceFile } from './source-tree.ts';

/** Rules of the house that no linter knows. Each returns what it found wrong. */

export const maxFileLines = 500;
export const maxFunctionLines = 70;

const isTest = (path: string) => /\.(test|spec)\.tsx?$|\/testing\/|^e2e\//.test(path);
const isPure = (path: string) => /^packages\/(model|engine)\/src\//.test(path) && !isTest(path);
const isSelf = (path: string) => path.startsWith('packages/toolchain/src/tidy');

export function checkFileLength(files: SourceFile[]): Fault[] {
  return files
    .map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > maxFileLines)
    .map(({ path, lines }) => ({ path, message: `has ${lines} lines; ${maxFileLines} is the most` }));
}

/** Kebab-case by subject; generated routes and type declarations keep their tools' names. */
export function checkFileNames(paths: string[]): Fault[] {
  const banned = /^(utils?|helpers?|types|common|misc|shared|manager|constants|interfaces)\.tsx?$/;
  return paths
    .filter((path) => /\.(ts|tsx)$/.test(path))
    .flatMap((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (banned.test(name)) return [{ path, message: 'is named after no subject' }];
      const good = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.tsx?$/.test(name);
      return good ? [] : [{ path, message: 'is not kebab-case' }];
    });
}

interface TextRule {
  pattern: RegExp;
  /** Looked for in comments as well. */
  inComments?: true;
  message: string;
  applies: (path: string) => boolean;
}

const textRules: TextRule[] = [
  {
    pattern: /\b(TODO|FIXME|XXX)\b/,
    message: 'leaves work in a comment',
    inComments: true,
    applies: () => true,
  },
  { pattern: /\bas any\b/, message: 'gives up on types with `any`', applies: () => true },
  {
    pattern: /@ts-(ignore|nocheck)/,
    message: 'silences the compiler',
    inComments: true,
    applies: () => true,
  },
  { pattern: /\b(describe|it|test)\.only\(/, message: 'runs one test only', applies: isTest },
  {
    pattern: /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b/,
    message: 'reads a clock or draws a random number in a pure package',
    applies: isPure,
  },
  {
    // Handing it whole to the config's reader or to a child reads no setting; a program's own search path is none.
    pattern: /\bprocess\.env(?:\.(?!PATH\b)|\[)/,
    message: 'reads the environment outside of a config file',
    applies: (path) => !isTest(path) && !/(^|\/)config\.ts$/.test(path) && !mayReadEnvironment(path),
  },
  {
    pattern: /\bdangerouslySetInnerHTML\b|\.innerHTML\b/,
    message: 'writes HTML from text',
    applies: () => true,
  },
  {
    pattern: /\bshell: true\b|\bexecSync\(|[^.\w]exec\(`/,
    message: 'runs a shell',
    applies: (path) => !isTest(path),
  },
];

/** The scripts around the product, and programs that are themselves given settings by the environment. */
function mayReadEnvironment(path: string): boolean {
  return /^packages\/(toolchain|bench|simulator)\/|^packages\/examples\/programs\/|\.config\.ts$/.test(path);
}

export function checkTexts(files: SourceFile[]): Fault[] {
  return files
    .filter((file) => !isSelf(file.path))
    .flatMap((file) =>
      textRules
        .filter((rule) => rule.applies(file.path))
        .flatMap((rule) =>
          linesMatching(file, rule).map((line) => ({
            path: `${file.path}:${line}`,
            message: rule.message,
          })),
        ),
    );
}

function linesMatching(file: SourceFile, { pattern, inComments }: TextRule): number[] {
  return file.text.split('\n').flatMap((text, index) => {
    const isComment = /^\s*(\/\/|\/?\*)/.test(text);
    return (inComments || !isComment) && pattern.test(text) ? [index + 1] : [];
  });
}

export interface FunctionSpan {
  path: string;
  name: string;
  lines: number;
}

const opensFunction =
  /^(\s*)(?:export )?(?:default )?(?:async )?(?:function\*? (\w+)|(?:const|let) (\w+)(?:: [^=]+)? = (?:async )?(?:<[^>]+>)?\(|(?:private |override |static |async |get |set )*(\w+)\([^)]*\)[^;]*\{$)/;

/**
 * Function bodies by their indentation, which the formatter guarantees: the closing line has the opening one's. A
 * function's lines are its own: those of functions inside it count for these alone.
 */
export function functionSpans(file: SourceFile): FunctionSpan[] {
  const lines = file.text.split('\n');
  const spans = lines.flatMap((line, start) => {
    const name = functionName(line);
    const end = name === null ? -1 : closingLine(lines, start);
    return name === null || end < 0 ? [] : [{ name, start, end }];
  });
  return spans.map(({ name, start, end }) => {
    const inner = spans.filter((other) => other.start > start && other.end <= end);
    const outermost = inner.filter(
      (span) => !inner.some((other) => other.start < span.start && other.end >= span.end),
    );
    const nested = outermost.reduce((sum, span) => sum + span.end - span.start + 1, 0);
    return { path: file.path, name, lines: end - start + 1 - nested };
  });
}

const keywords = ['if', 'for', 'while', 'switch', 'catch', 'describe', 'it', 'test'];

function functionName(line: string): string | null {
  const match = opensFunction.exec(line);
  const name = match?.[2] ?? match?.[3] ?? match?.[4];
  return !name || keywords.includes(name) || /[;}]$/.test(line) ? null : name;
}

/** A long parameter list ends in a line of its own, `): Type {`, before the body begins: that is not the end. */
function closingLine(lines: string[], start: number): number {
  const indent = /^\s*/.exec(lines[start] ?? '')?.[0] ?? '';
  const closing = new RegExp(`^${indent}[}\\])]`);
  return lines.findIndex((text, at) => at > start && closing.test(text) && !/^\s*\).*[{(]$/.test(text));
}

export function checkFunctionLength(files: SourceFile[]): Fault[] {
  return files
    .filter((file) => !isTest(file.path))
    .flatMap(functionSpans)
    .filter((span) => span.lines > maxFunctionLines)
    .map(({ path, name, lines }) => ({
      path,
      message: `\`${name}\` has ${lines} lines; ${maxFunctionLines} is the most`,
    }));
}

/** The top of the repository is fixed. Dotfiles and what tools insist on finding there are listed one by one. */
const topLevel = [
  'package.json',
  'apps',
  'packages',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  'e2e',
  'docs',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'tsconfig.json',
  'vitest.config.ts',
];

export function checkTopLevel(paths: string[]): Fault[] {
  const tops = new Set(paths.map((path) => path.split('/')[0] ?? ''));
  return [...tops]
    .filter((top) => !top.startsWith('.') && !topLevel.includes(top))
    .map((top) => ({ path: top, message: 'does not belong at the top level' }));
}

/** Paths in backquotes in the table rows of a document, such as `packages/engine/src/step.ts`. */
export function pathsInTables(markdown: string): string[] {
  const rows = markdown.split('\n').filter((line) => line.trimStart().startsWith('|'));
  return rows.flatMap((row) =>
    [...row.matchAll(/`((?:apps|packages|e2e|docs)\/[\w./@-]+\.\w+)(?:#[\w-]+)?`/g)].map(
      (match) => match[1] ?? '',
    ),
  );
}

/** Rules of a SPEC (`PL3`, `RO7a` at the start of a line or list item) that no test names. */
export function untestedRules(spec: string, tests: SourceFile[]): string[] {
  const rules = [...spec.matchAll(/^\s*(?:[-*|#]+\s*)?\*{0,2}\[?([A-Z]{2}\d+[a-z]?)\]?\b/gm)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set(rules)].filter((rule) => {
    const named = new RegExp(`\\b${rule}\\b`);
    return !tests.some((test) => named.test(test.text));
  });
}

export function testsOf(house: string, files: SourceFile[]): SourceFile[] {
  return files.filter((file) => isTest(file.path) && houseOf(file.path) === house);
}
