import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { type StatusCause, StatusError } from '../wire/status.ts';
import {
  type FieldPath,
  fromFieldsV1,
  leafPaths,
  readablePath,
  toFieldsV1,
  valueAt,
  without,
} from './field-path.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

/** Who set which field, as server-side apply needs to know. */
export interface ManagedFieldsEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
}

/** Fields that nobody owns: identity, and what the server writes. */
const unowned =
  /^f:(apiVersion|kind|status)(\n|$)|^f:metadata\nf:(name|namespace|uid|resourceVersion|generation|creationTimestamp|managedFields|selfLink|generateName)(\n|$)/;

const ownable = (object: JsonObject): FieldPath[] => leafPaths(object).filter((path) => !unowned.test(path));

export function entriesOf(object: JsonObject | null): ManagedFieldsEntry[] {
  const listed = object && isJsonObject(object.metadata) ? object.metadata.managedFields : undefined;
  return Array.isArray(listed) ? (listed as ManagedFieldsEntry[]) : [];
}

function withEntries(object: JsonObject, entries: ManagedFieldsEntry[]): JsonObject {
  return {
    ...object,
    metadata: {
      ...(object.metadata as JsonObject),
      managedFields: entries.filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0),
    },
  };
}

/** After an ordinary write: what differs from `previous` now belongs to the writer, and to nobody else. */
export function withUpdateManager(
  object: JsonObject,
  previous: JsonObject | null,
  manager: string,
): JsonObject {
  const paths = new Set([...ownable(object), ...(previous ? ownable(previous) : [])]);
  const changed = [...paths].filter((path) => !isEqual(valueAt(object, path), valueAt(previous, path)));
  return withEntries(
    object,
    assign(
      entriesOf(previous),
      { manager, operation: 'Update', apiVersion: String(object.apiVersion ?? '') },
      changed,
    ),
  );
}

function assign(
  entries: ManagedFieldsEntry[],
  owner: Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'apiVersion'>,
  paths: FieldPath[],
): ManagedFieldsEntry[] {
  if (paths.length === 0) return entries;
  const own = entries.find((entry) => isOwner(entry, owner));
  const rest = entries.filter((entry) => entry !== own).map((entry) => minus(entry, new Set(paths)));
  return [...rest, entry(owner, [...new Set([...(own ? pathsOf(own) : []), ...paths])])];
}

const isOwner = (
  entry: ManagedFieldsEntry,
  { manager, operation }: Pick<ManagedFieldsEntry, 'manager' | 'operation'>,
) => entry.manager === manager && entry.operation === operation;

const pathsOf = ({ fieldsV1 }: ManagedFieldsEntry): FieldPath[] => fromFieldsV1(fieldsV1);

function entry(
  owner: Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'apiVersion'>,
  paths: FieldPath[],
): ManagedFieldsEntry {
  const { manager, operation, apiVersion } = owner;
  return { manager, operation, apiVersion, fieldsType: 'FieldsV1', fieldsV1: toFieldsV1(paths) };
}

function minus(from: ManagedFieldsEntry, taken: Set<FieldPath>): ManagedFieldsEntry {
  return entry(
    from,
    pathsOf(from).filter((path) => !taken.has(path)),
  );
}

export interface ApplyOptions {
  manager: string;
  force: boolean;
}

/**
 * Server-side apply: the manager says all it wants and no more. Fields it stops saying go away if nobody else set them;
 * fields that another manager set to something else are a conflict, unless forced. Throws the 409 that names them.
 */
export function applyConfiguration(
  live: JsonObject | null,
  configuration: JsonObject,
  { manager, force }: ApplyOptions,
): JsonObject {
  const entries = entriesOf(live);
  const wanted = ownable(configuration);
  const owner = { manager, operation: 'Apply' as const, apiVersion: String(configuration.apiVersion ?? '') };
  const conflicts = entries
    .filter((one) => one.manager !== manager)
    .flatMap((one) => conflictsWith(one, live, configuration, wanted));
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts);
  const dropped = droppedPaths(entries, owner, wanted);
  const kept = dropped.reduce<unknown>(without, live ?? {}) as JsonObject;
  const forced = force ? new Set(conflicts.map(({ path }) => path)) : new Set<FieldPath>();
  const others = entries.filter((one) => !isOwner(one, owner)).map((one) => minus(one, forced));
  return withEntries(strategicMergePatch(kept, configuration), [...others, entry(owner, wanted)]);
}

interface ManagedConflict {
  path: FieldPath;
  entry: ManagedFieldsEntry;
}

function conflictsWith(
  other: ManagedFieldsEntry,
  live: JsonObject | null,
  configuration: JsonObject,
  wanted: FieldPath[],
): ManagedConflict[] {
  const owned = new Set(pathsOf(other));
  return wanted
    .filter((path) => owned.has(path) && !isEqual(valueAt(live, path), valueAt(configuration, path)))
    .map((path) => ({ path, entry: other }));
}

/** What this manager said before and no longer says, and nobody else did. */
function droppedPaths(
  entries: ManagedFieldsEntry[],
  owner: Pick<ManagedFieldsEntry, 'manager' | 'operation'>,
  wanted: FieldPath[],
): FieldPath[] {
  const before = entries.filter((one) => isOwner(one, owner)).flatMap(pathsOf);
  const others = new Set(entries.filter((one) => !isOwner(one, owner)).flatMap(pathsOf));
  const still = new Set(wanted);
  return before.filter((path) => !still.has(path) && !others.has(path));
}

function applyConflict(conflicts: ManagedConflict[]): StatusError {
  const causes = conflicts.map(
    ({ path, entry: { manager } }): StatusCause => ({
      reason: 'FieldManagerConflict',
      message: `conflict with "${manager}"`,
      field: readablePath(path),
    }),
  );
  const listed = causes.map(({ message, field }) => `${message}: ${field}`).join('; ');
  return new StatusError(
    'Conflict',
    `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${listed}`,
    { causes },
  );
}

const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
