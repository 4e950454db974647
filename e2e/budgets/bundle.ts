import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Figure } from './figure.ts';

const assets = resolve(import.meta.dirname, '../../apps/web/dist/assets');

/** What travels for a list of files, in kB (1,000 bytes) after gzip; fonts are packed already. */
export function packedKilobytes(names: Iterable<string>): number {
  let bytes = 0;
  for (const name of names) {
    const body = readFileSync(resolve(assets, name));
    bytes += name.endsWith('.woff2') ? body.length : gzipSync(body, { level: 9 }).length;
  }
  return bytes / 1_000;
}

/** The entry and what it imports, as the page's own head says. */
export function firstScripts(): string[] {
  const page = readFileSync(resolve(assets, '../index.html'), 'utf8');
  return [...page.matchAll(/\/assets\/([^"]+\.js)/g)].map(([, name]) => name!);
}

const built = () => readdirSync(assets);

/** What every visit loads beside scripts. */
export function styleFigures(): Figure[] {
  const kilobytes = (ending: string) => packedKilobytes(built().filter((name) => name.endsWith(ending)));
  return [
    { what: 'styles, gzip', value: kilobytes('.css'), unit: 'kB', target: 18 },
    { what: 'fonts', value: kilobytes('.woff2'), unit: 'kB', target: 55 },
  ];
}

/** Libraries that only some screens load, and that have a budget of their own. */
export const ownBudgets = [
  { name: 'editor', files: /^(editor|manifest-workbench)-/, target: 165 },
  { name: 'terminal', files: /^(xterm|terminal|addon-fit)/, target: 90 },
] as const;

export const isPartOf = (name: string, part: (typeof ownBudgets)[number]) => part.files.test(name);
