import { z } from 'zod';
import { configValue, sealedValue, secretTypes } from './configuration.ts';
import { volumeAccess, volumeReclaim } from './volume.ts';

/** What people ask for about configs, secrets and volumes. Doors seal secret values before they make a command. */

const named = { namespace: z.string(), name: z.string() };
const described = {
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
};

const saved = {
  ...named,
  ...described,
  /** Neither data nor this can be changed any more; only deleting it helps. */
  immutable: z.boolean(),
  /** `create`: refuse when it exists. `update`: refuse when it does not. `either`: whichever is right. */
  mode: z.enum(['create', 'update', 'either']),
  /** Refuse with `conflict` unless this is the version now. */
  ifVersion: z.int().nullable(),
  /** Restarts the deployments that read it, within their strategies' bounds. Else their tasks keep what they have. */
  roll: z.boolean(),
};

/** `force`: although deployments read it, whose next tasks then wait for it. Else refused as `in_use`. */
const deleted = { ...named, force: z.boolean() };

export const configurationAct = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('config.save'),
    ...saved,
    /** All of it: a key that is left out is removed. */
    data: z.record(z.string(), configValue),
  }),
  z.strictObject({ type: z.literal('config.delete'), ...deleted }),
  z.strictObject({
    type: z.literal('secret.save'),
    ...saved,
    secretType: z.enum(secretTypes),
    /** All of it, sealed: a key that is left out is removed. */
    data: z.record(z.string(), sealedValue),
  }),
  z.strictObject({ type: z.literal('secret.delete'), ...deleted }),
  z.strictObject({
    type: z.literal('volume.save'),
    ...named,
    ...described,
    mode: z.enum(['create', 'update', 'either']),
    /** Neither driver nor options can be changed once it is made. */
    driver: z.string(),
    options: z.record(z.string(), z.string()),
    capacityBytes: z.int().min(0),
    access: z.enum(volumeAccess),
    reclaim: z.enum(volumeReclaim),
  }),
  z.strictObject({
    type: z.literal('volume.delete'),
    ...deleted,
    /** What becomes of the data. null: what the volume's `reclaim` says. */
    data: z.enum(volumeReclaim).nullable(),
  }),
]);
export type ConfigurationAct = z.infer<typeof configurationAct>;
