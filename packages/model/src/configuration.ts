import { z } from 'zod';
import { deploymentId } from './id.ts';

/** One value of a config: text, or bytes as base64. */
export const configValue = z.discriminatedUnion('encoding', [
  z.strictObject({ encoding: z.literal('text'), value: z.string() }),
  z.strictObject({ encoding: z.literal('base64'), value: z.string() }),
]);
export type ConfigValue = z.infer<typeof configValue>;

/** One saving of a config or secret: who, when, and which keys it was about. Never a value. */
export const savedVersion = z.strictObject({
  version: z.int().min(1),
  author: z.string(),
  savedAtMs: z.number(),
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
});
export type SavedVersion = z.infer<typeof savedVersion>;

const described = {
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** Rises with every change, so that a revision can say which one it saw. */
  version: z.int().min(1),
  immutable: z.boolean(),
  /** Oldest first; bounded, so that the oldest make room. */
  history: z.array(savedVersion),
  author: z.string(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
};

/** Configuration that anyone who may see the namespace may read. */
export const configRecord = z.strictObject({ ...described, data: z.record(z.string(), configValue) });
export type ConfigRecord = z.infer<typeof configRecord>;

/** One secret value as it is stored: AES-256-GCM under a data key outside the database. Never the value itself. */
export const sealedValue = z.strictObject({
  keyId: z.string(),
  nonceBase64: z.string(),
  /** The ciphertext with its authentication tag. */
  sealedBase64: z.string(),
});
export type SealedValue = z.infer<typeof sealedValue>;

export const secretTypes = ['Opaque', 'tls', 'registry', 'basic-auth', 'ssh-auth'] as const;
export type SecretType = (typeof secretTypes)[number];

/** Values that are written, never read back: only tasks that name them get them. */
export const secretRecord = z.strictObject({
  ...described,
  type: z.enum(secretTypes),
  data: z.record(z.string(), sealedValue),
});
export type SecretRecord = z.infer<typeof secretRecord>;

/** Where a secret of the type `tls` has what a host is served with. */
export const tlsKeys = { certificate: 'tls.crt', key: 'tls.key' } as const;

const withheld: SealedValue = Object.freeze({ keyId: '', nonceBase64: '', sealedBase64: '' });

/** As it may be shown: its keys, without so much as the sealed values. */
export function withoutValues(secret: SecretRecord): SecretRecord {
  const keys = Object.keys(secret.data).map((key) => [key, withheld] as const);
  return { ...secret, data: Object.fromEntries(keys) };
}

/** What a template can read, by kind. */
export type ConfigurationKind = 'config' | 'secret';

/**
 * Which versions of a config or secret the tasks of one revision were given, as each was assigned to its node. One for
 * each revision and object: what a rollback to that revision does not bring back is told by it.
 */
export const sightingRecord = z.strictObject({
  /** `<deployment id>/<revision>/<kind>/<name>`. */
  id: z.string(),
  deploymentId,
  revision: z.int(),
  kind: z.enum(['config', 'secret']),
  name: z.string(),
  /** Oldest first; the last is what its newest task was given. */
  versions: z.array(z.strictObject({ version: z.int().min(1), sinceAtMs: z.number() })),
});
export type SightingRecord = z.infer<typeof sightingRecord>;
