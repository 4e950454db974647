import { z } from 'zod';

/** One value of a config: text, or bytes as base64. */
export const configValue = z.discriminatedUnion('encoding', [
  z.strictObject({ encoding: z.literal('text'), value: z.string() }),
  z.strictObject({ encoding: z.literal('base64'), value: z.string() }),
]);
export type ConfigValue = z.infer<typeof configValue>;

const described = {
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** Rises with every change, so that a revision can say which one it saw. */
  version: z.int().min(1),
  immutable: z.boolean(),
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
  sealedBase64: z.string(),
});

export const secretTypes = ['Opaque', 'tls', 'registry', 'basic-auth', 'ssh-auth'] as const;

/** Values that are written, never read back: only tasks that name them get them. */
export const secretRecord = z.strictObject({
  ...described,
  type: z.enum(secretTypes),
  data: z.record(z.string(), sealedValue),
});
export type SecretRecord = z.infer<typeof secretRecord>;
