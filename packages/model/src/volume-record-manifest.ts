import { z } from 'zod';
import { withoutEmpty } from './container-manifest.ts';
import { deploymentDefaults } from './deployment-manifest.ts';
import { checkDockerVolumeOptions } from './docker-volume-options.ts';
import { findUnsafeInput, isPlainObject } from './input-safety.ts';
import { limits } from './limits.ts';
import { always, annotations, disk, fields, labels, text } from './manifest-field.ts';
import { describeIssues } from './manifest-issue.ts';
import { checkName } from './name.ts';
import { formatMemory } from './quantity.ts';
import { type Rejection, refusal } from './rejection.ts';
import { err, ok, type Result } from './result.ts';
import { type VolumeRecord, volumeAccess, volumeReclaim } from './volume.ts';
import { dockerDriver, localDriver } from './volume-driver.ts';

/** A named volume as a person writes it. */
export type VolumeParts = Pick<
  VolumeRecord,
  | 'namespace'
  | 'name'
  | 'labels'
  | 'annotations'
  | 'driver'
  | 'options'
  | 'capacityBytes'
  | 'access'
  | 'reclaim'
>;

/** The name of a volume driver: Docker's grammar for plugins. */
export function checkVolumeDriver(name: string): string | null {
  return /^[a-z0-9][a-z0-9_./:-]{0,254}$/.test(name) && !name.split('/').includes('..')
    ? null
    : 'must name a volume driver, such as `local` or that of a Docker volume plugin';
}

const volumeManifest = fields({
  namespace: text(checkName).default(deploymentDefaults.namespace),
  name: text(checkName),
  labels: labels.default({}),
  annotations: annotations.default({}),
  driver: text(checkVolumeDriver).default(localDriver),
  options: always(z.record(z.string().max(253), z.string().max(limits.pathLength)), (value, report) => {
    const count = isPlainObject(value) ? Object.keys(value).length : 0;
    if (count > limits.volumeOptions)
      report([], `has ${count} entries; the limit is ${limits.volumeOptions}`);
  }).default({}),
  /** As `10Gi`; 0: as much as there is. */
  capacity: disk.default(0),
  access: z.enum(volumeAccess).default('oneNode'),
  reclaim: z.enum(volumeReclaim).default('keep'),
});

/** Reads and checks a volume. A refusal tells every fault at once, each with its field. */
export function parseVolume(input: unknown): Result<VolumeParts, Rejection> {
  if (!isPlainObject(input)) return err(refusal([{ field: '', message: 'The volume must be an object' }]));
  const unsafe = findUnsafeInput(input);
  if (unsafe.length) return err(refusal(unsafe));
  const parsed = volumeManifest.safeParse(input);
  if (!parsed.success) return err(refusal(describeIssues(parsed.error.issues, input)));
  const { capacity, ...rest } = parsed.data;
  if (rest.driver === localDriver && Object.keys(rest.options).length > 0) {
    const message = 'the driver `local` takes no options: its volumes are folders of the node';
    return err(refusal([{ field: 'options', message }]));
  }
  const wrong = rest.driver === dockerDriver ? checkDockerVolumeOptions(rest.options) : null;
  if (wrong !== null) return err(refusal([{ field: 'options', message: wrong }]));
  return ok({ ...rest, capacityBytes: capacity });
}

/** Back to the manifest a person would write; `parseVolume` makes the same parts of it. */
export function formatVolume({
  capacityBytes,
  namespace,
  name,
  driver,
  access,
  reclaim,
  ...rest
}: VolumeParts) {
  const { labels, annotations, options } = rest;
  return withoutEmpty({
    name,
    namespace: namespace === deploymentDefaults.namespace ? undefined : namespace,
    labels,
    annotations,
    driver,
    options,
    capacity: capacityBytes === 0 ? undefined : formatMemory(capacityBytes),
    access,
    reclaim,
  });
}
