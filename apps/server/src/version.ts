import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { version: found } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));

/** Of this control plane. */
export const version = String(found);
