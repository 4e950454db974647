import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createVault, newVaultKey, type Vault, type VaultKey } from './vault.ts';

/**
 * The vault whose keys are in a file, a line `<id> <32 bytes as base64>` each: the first one seals, all of them open.
 * To replace a key, put a new line before it, and take the old one out when every secret was saved again.
 * Throws, with a sentence for the operator, when the file cannot be used; never with what is in it.
 * @param isOwn the file is the data folder's own, and made when it is not there.
 */
export function openVault(path: string, { isOwn }: { isOwn: boolean }): Vault {
  if (isOwn && !existsSync(path))
    writeFileSync(path, `${lineOf(newVaultKey())}\n`, { mode: 0o600, flag: 'wx' });
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Error(
      `The key file ${path} can be read by others than its owner: chmod 600 it, then start again.`,
    );
  const [first, ...rest] = readFileSync(path, 'utf8').split('\n').filter(Boolean).map(keyOf(path));
  if (first === undefined) throw new Error(`The key file ${path} holds no key.`);
  return createVault([first, ...rest]);
}

const lineOf = ({ id, secret }: VaultKey) => `${id} ${secret.toString('base64')}`;

const keyOf =
  (path: string) =>
  (line: string, index: number): VaultKey => {
    const [, id, base64 = ''] = /^([\w-]{1,64}) ([A-Za-z0-9+/]{43}=)$/.exec(line.trim()) ?? [];
    if (id === undefined)
      throw new Error(
        `Line ${index + 1} of the key file ${path} must be an id, a space and 32 bytes as base64.`,
      );
    return { id, secret: Buffer.from(base64, 'base64') };
  };
