import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '..');

/** Where the programs of the process examples lie: `<programs>/hello/1`, `<programs>/hello/2` ... */
export const programsFolder = resolve(folder, 'programs');

/** A manifest of this package, with the folder of the programs put in. */
export function readManifest(name: string): string {
  return readFileSync(resolve(folder, `manifests/${name}.yaml`), 'utf8').replaceAll(
    '{{programs}}',
    programsFolder,
  );
}
