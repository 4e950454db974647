import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

/** Where the running control plane of a data folder answers, for `npm stop` and `npm run link`. */
export interface Running extends ProcessIdentity {
  url: string;
}

const fileIn = (dataDir: string) => join(dataDir, 'running.json');

export function writeRunFile(dataDir: string, url: string): void {
  const self = identify(process.pid);
  writeFileSync(fileIn(dataDir), JSON.stringify({ ...self, url }), { mode: 0o600 });
}

export function removeRunFile(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** null: none runs on this folder. */
export function readRunFile(dataDir: string): Running | null {
  try {
    const running = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Running;
    return isAlive(running) ? running : null;
  } catch {
    return null;
  }
}
