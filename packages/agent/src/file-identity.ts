import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeId } from '@gantry/model';
import { z } from 'zod';
import type { Identity, IdentityStore } from './identity.ts';

const identity = z.strictObject({ nodeId, key: z.string().min(1) });

/** In a file that only its owner can read. Synced, because the key is given once. */
export function fileIdentity(path: string): IdentityStore {
  return {
    async load(): Promise<Identity | null> {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return text === null ? null : identity.parse(JSON.parse(text));
    },
    async save(given) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(`${path}.new`, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(given));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    },
  };
}
