import {
  type DeploymentParts,
  err,
  type FieldIssue,
  findUnsafeInput,
  isPlainObject,
  ok,
  parseConfig,
  parseDeployment,
  parseService,
  parseVolume,
  type Rejection,
  type Result,
  refusal,
} from '@gantry/model';
import { interpolated } from './interpolation.ts';
import { contentKey, type StoredKind } from './mounts.ts';
import { readService } from './read-service.ts';
import { objectOf, Reading, scalarOf } from './reading.ts';

/** Something that is saved before the deployments are made. */
export interface ComposeObject {
  kind: 'config' | 'volume' | 'service';
  name: string;
  /** As its `save` takes it. */
  manifest: Record<string, unknown>;
}

/** What a Compose file comes to here. */
export interface ComposeFile {
  objects: ComposeObject[];
  deployments: DeploymentParts[];
  /** What of the file is left out, or means something else here, a sentence each with its place. */
  warnings: string[];
}

const sections = ['version', 'name', 'services', 'volumes', 'configs', 'secrets', 'networks'];

/**
 * Reads a Compose file (the Compose Specification; the old version 2 and 3 fields are the same). Pure: nothing of the
 * machine it was written on is looked at. null: this is no Compose file. A rejection names each wrong field by its
 * place in the file.
 */
export function readCompose(documents: readonly unknown[]): Result<ComposeFile, Rejection> | null {
  const [first] = documents;
  const isCompose = isPlainObject(first) && isPlainObject(first.services) && first.apiVersion === undefined;
  if (documents.length !== 1 || !isCompose) return null;
  const unsafe = findUnsafeInput(first);
  if (unsafe.length > 0) return err(refusal(unsafe));
  const reading = new Reading();
  const file = interpolated(first, reading) as Record<string, unknown>;
  for (const key of Object.keys(file))
    if (!sections.includes(key) && !key.startsWith('x-')) reading.warn(key, 'is not honoured and left out');
  const stored = readStored(file, reading);
  const made = readServices(file, { reading, stored });
  if (reading.issues.length > 0) return err(refusal(reading.issues));
  return ok({ ...made, objects: [...stored.objects, ...made.objects], warnings: reading.warnings });
}

/** Volumes and configs of the file, and what its names are here. */
interface Stored {
  objects: ComposeObject[];
  nameOf(kind: StoredKind, name: string): string;
}

function readStored(file: Record<string, unknown>, reading: Reading): Stored {
  const names = new Map<string, string>();
  const objects: ComposeObject[] = [];
  for (const kind of ['volume', 'config', 'secret'] as const) {
    for (const [written, value] of Object.entries(objectOf(file[`${kind}s`]))) {
      const place = `${kind}s.${written}`;
      const fields = objectOf(value);
      const name = reading.nameOf(place, fields.external ? (scalarOf(fields.name) ?? written) : written);
      names.set(`${kind}/${written}`, name);
      const object = fields.external ? null : storedObject(kind, name, { fields, place, reading });
      if (object !== null) objects.push(object);
    }
  }
  return {
    objects,
    nameOf(kind, name) {
      const found = names.get(`${kind}/${name}`);
      if (found === undefined) reading.refuse(`${kind}s`, `has no ${name}, which a service names`);
      return found ?? name;
    },
  };
}

function storedObject(
  kind: StoredKind,
  name: string,
  { fields, place, reading }: { fields: Record<string, unknown>; place: string; reading: Reading },
): ComposeObject | null {
  if (kind === 'volume') return volumeObject(name, { fields, place, reading });
  reading.warnOfOthers(place, fields, ['content', 'file', 'environment', 'external', 'name']);
  const content = scalarOf(fields.content);
  if (kind === 'config' && content !== null)
    return { kind, name, manifest: { name, data: { [contentKey]: content } } };
  reading.warn(
    place,
    `what it holds is not in this file: save the ${kind} ${name} with the key ${contentKey}, and what waits for it starts`,
  );
  return null;
}

function volumeObject(
  name: string,
  { fields, place, reading }: { fields: Record<string, unknown>; place: string; reading: Reading },
): ComposeObject {
  reading.warnOfOthers(place, fields, ['driver', 'driver_opts', 'external', 'name', 'labels']);
  const driver = scalarOf(fields.driver) ?? 'local';
  const options = objectOf(fields.driver_opts);
  // Docker's `local` with options is the engine's own storage; without, it is a folder, as it is here.
  const isEngine = driver === 'local' && Object.keys(options).length > 0;
  const texts = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, scalarOf(value) ?? '']),
  );
  const manifest = {
    name,
    driver: isEngine ? 'docker' : driver,
    ...(isEngine || driver !== 'local' ? { options: texts } : {}),
  };
  return { kind: 'volume', name, manifest };
}

function readServices(
  file: Record<string, unknown>,
  { reading, stored }: { reading: Reading; stored: Stored },
): Pick<ComposeFile, 'objects' | 'deployments'> {
  const objects: ComposeObject[] = [];
  const deployments: DeploymentParts[] = [];
  for (const object of stored.objects)
    check<unknown>(parserOf(object)(object.manifest), `${object.kind}s.${object.name}`, reading);
  for (const [written, value] of Object.entries(objectOf(file.services))) {
    const place = `services.${written}`;
    if (objectOf(value).profiles !== undefined) {
      reading.warn(place, 'has profiles, which are not honoured: the service is left out');
      continue;
    }
    const name = reading.nameOf(place, written);
    const { deployment, service } = readService(name, objectOf(value), {
      file,
      place,
      reading,
      nameOf: stored.nameOf,
    });
    const parts = check(parseDeployment(deployment), place, reading);
    if (parts !== null) deployments.push(parts);
    if (service === null) continue;
    if (check(parseService(service), place, reading) !== null)
      objects.push({ kind: 'service', name, manifest: service });
  }
  return { objects, deployments };
}

const parserOf = ({ kind }: ComposeObject) => (kind === 'volume' ? parseVolume : parseConfig);

/** What was made of the file is checked as if a person had written it; faults are told by their place in the file. */
function check<T>(parsed: Result<T, Rejection>, place: string, reading: Reading): T | null {
  if (parsed.ok) return parsed.value;
  const told: FieldIssue[] = parsed.error.issues;
  // A fault that was found while reading is not told again in other words.
  if (!reading.issues.some(({ field }) => field.startsWith(place)))
    for (const { field, message } of told) reading.refuse(`${place} (${field})`, message);
  return null;
}
