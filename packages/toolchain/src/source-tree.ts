import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The sources as git knows them: tracked files and new ones that are not ignored. */
export const root = resolve(import.meta.dirname, '../../..');

export interface SourceFile {
  /** From the top of the repository, with `/`. */
  path: string;
  text: string;
}

export function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  // A file that was deleted and not yet committed is still listed.
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

export function readSources(): SourceFile[] {
  return listFiles()
    .filter((path) => /\.(ts|tsx|mts|mjs)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

// What biome's formatter leaves: one quote style, the keyword at the start of its line, `from` on the last one.
const importPattern =
  /^(?:import|export)\b[^'";]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** Everything a file imports, for values or for types, by its specifier. */
export function importsOf(file: SourceFile): string[] {
  return [...file.text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** As `importsOf`, without what is erased before the program runs. */
export function valueImportsOf(file: SourceFile): string[] {
  return importsOf({
    ...file,
    text: file.text.replaceAll(/^(import|export) type\b[^'";]*?from '[^']+';/gm, ''),
  });
}

/** The repository path that a relative specifier means. */
export function resolveImport(from: SourceFile, specifier: string): string {
  return relative(root, resolve(root, dirname(from.path), specifier)).replaceAll('\\', '/');
}
