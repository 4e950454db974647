import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealSecret } from './seal-secret.ts';
import { createMemoryVault, createVault, newVaultKey, VaultFault } from './vault.ts';
import { openVault } from './vault-file.ts';

const place = { namespace: 'shop', name: 'login', key: 'password' };
const value = Buffer.from('correct horse');

describe('the vault', () => {
  it('opens what it sealed, for its own place', () => {
    const vault = createMemoryVault();
    const sealed = vault.seal(place, value);
    expect(vault.open(place, sealed)).toEqual(value);
    expect(JSON.stringify(sealed)).not.toContain(value.toString('base64'));
    expect(vault.seal(place, value).sealedBase64).not.toBe(sealed.sealedBase64);
  });

  it.each([
    { ...place, namespace: 'other' },
    { ...place, name: 'other' },
    { ...place, key: 'user' },
  ])('opens nothing for another place: %j', (other) => {
    const vault = createMemoryVault();
    expect(() => vault.open(other, vault.seal(place, value))).toThrow(VaultFault);
  });

  it('refuses what was changed or cut short', () => {
    const vault = createMemoryVault();
    const sealed = vault.seal(place, value);
    const bytes = Buffer.from(sealed.sealedBase64, 'base64');
    bytes[0] = bytes[0]! ^ 1;
    expect(() => vault.open(place, { ...sealed, sealedBase64: bytes.toString('base64') })).toThrow(
      'save the secret again',
    );
    expect(() => vault.open(place, { ...sealed, sealedBase64: 'AA==' })).toThrow(VaultFault);
  });

  it('opens with an older key, and names one that it lacks', () => {
    const [old, now] = [newVaultKey(), newVaultKey()];
    const sealed = createVault([old]).seal(place, value);
    expect(createVault([now, old]).open(place, sealed)).toEqual(value);
    expect(createVault([now, old]).seal(place, value).keyId).toBe(now.id);
    expect(() => createVault([now]).open(place, sealed)).toThrow(
      `the key ${old.id}, which is not in the key file`,
    );
  });
});

describe('the key file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gantry-vault-'));
    file = join(folder, 'secret-keys');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once, for its owner alone', () => {
    const sealed = openVault(file, { isOwn: true }).seal(place, value);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(openVault(file, { isOwn: true }).open(place, sealed)).toEqual(value);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is refused when others may read it, when it is missing, and when it is no key file', () => {
    openVault(file, { isOwn: true });
    chmodSync(file, 0o640);
    expect(() => openVault(file, { isOwn: true })).toThrow('chmod 600');
    expect(() => openVault(join(folder, 'none'), { isOwn: false })).toThrow('ENOENT');
    writeFileSync(join(folder, 'odd'), 'hunter2 is my password\n', { mode: 0o600 });
    const message = errorOf(() => openVault(join(folder, 'odd'), { isOwn: false }));
    expect(message).toContain('Line 1 of the key file');
    expect(message).not.toContain('hunter2');
  });
});

describe('sealing a secret', () => {
  const parts = (data: Record<string, string | null>) => ({
    ...{ namespace: 'shop', name: 'login' },
    data: Object.fromEntries(
      Object.entries(data).map(([key, text]) => [
        key,
        text === null ? null : { encoding: 'text' as const, value: text },
      ]),
    ),
  });

  it('keeps the sealing of what is so already, so that the same again is no change', () => {
    const vault = createMemoryVault();
    const first = sealSecret(vault, parts({ user: 'ada', password: 'one' }), undefined);
    if (!first.ok) throw new Error(first.error.message);
    const before = { data: first.value } as Parameters<typeof sealSecret>[2];
    const second = sealSecret(vault, parts({ user: 'ada', password: 'two' }), before);
    expect(second.ok && second.value.user).toEqual(first.value.user);
    expect(second.ok && second.value.password).not.toEqual(first.value.password);
    expect(sealSecret(vault, parts({ user: null, password: null }), before)).toEqual(first);
  });

  it('refuses to keep what is not there, by its field', () => {
    const kept = sealSecret(createMemoryVault(), parts({ user: null }), undefined);
    expect(kept.ok || kept.error.issues).toEqual([
      { field: 'data.user', message: 'has no value to keep yet; write one' },
    ]);
  });
});

function errorOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  throw new Error('It did not throw.');
}
