import { createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SealedValue } from '@gantry/model';

/** Where a sealed value belongs. It opens nowhere else, so that nobody can have one secret delivered as another. */
export interface SecretPlace {
  namespace: string;
  name: string;
  key: string;
}

/** Seals secret values before the engine sees them, and opens them for the node whose task needs them. */
export interface Vault {
  seal(place: SecretPlace, value: Uint8Array): SealedValue;
  /** Throws a `VaultFault` when its key is not here, or it was made for another place or changed. */
  open(place: SecretPlace, sealed: SealedValue): Buffer;
}

/** A sealed value that cannot be opened. The message is for people, and holds nothing of the value. */
export class VaultFault extends Error {
  override name = 'VaultFault';
}

export interface VaultKey {
  id: string;
  /** 32 bytes. */
  secret: Buffer;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export const newVaultKey = (): VaultKey => ({ id: randomBytes(4).toString('hex'), secret: randomBytes(32) });

/** @param keys the first seals; all of them open, so that a key can be replaced. */
export function createVault(keys: readonly [VaultKey, ...VaultKey[]]): Vault {
  return {
    seal(place, value) {
      const [{ id, secret }] = keys;
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, secret, nonce).setAAD(textOf(place));
      const body = Buffer.concat([cipher.update(value), cipher.final(), cipher.getAuthTag()]);
      return { keyId: id, nonceBase64: nonce.toString('base64'), sealedBase64: body.toString('base64') };
    },
    open(place, { keyId, nonceBase64, sealedBase64 }) {
      const key = keys.find(({ id }) => id === keyId);
      if (key === undefined) {
        const what = `${place.key} of the secret ${place.name} is sealed with the key ${keyId}, which is not in the key file`;
        throw new VaultFault(`${what}: put it back, or save the secret again`);
      }
      return unseal(key, place, { nonce: nonceBase64, sealed: sealedBase64 });
    },
  };
}

function unseal(key: VaultKey, place: SecretPlace, base64: { nonce: string; sealed: string }): Buffer {
  const body = Buffer.from(base64.sealed, 'base64');
  const nonce = Buffer.from(base64.nonce, 'base64');
  try {
    const decipher = createDecipheriv(algorithm, key.secret, nonce, { authTagLength: tagBytes })
      .setAAD(textOf(place))
      .setAuthTag(body.subarray(-tagBytes));
    return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]);
  } catch (cause) {
    const what = `${place.key} of the secret ${place.name} was changed since it was sealed; save the secret again`;
    throw new VaultFault(what, { cause });
  }
}

/** None of the parts can hold a line end. */
const textOf = ({ namespace, name, key }: SecretPlace) => Buffer.from(`${namespace}\n${name}\n${key}`);

/** With a key that is gone with the process: for tests, and where nothing is kept. */
export function createMemoryVault(): Vault {
  return createVault([newVaultKey()]);
}

/** Whether it is this very value that is sealed. Takes the same time wherever they differ. */
export function isSealed(vault: Vault, place: SecretPlace, sealed: SealedValue, value: Uint8Array): boolean {
  try {
    const opened = vault.open(place, sealed);
    return opened.length === value.length && timingSafeEqual(opened, value);
  } catch (error) {
    if (error instanceof VaultFault) return false;
    throw error;
  }
}
