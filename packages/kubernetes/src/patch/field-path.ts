import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { mergeKeyOf } from './strategic-merge-patch.ts';

/**
 * Paths of single fields as server-side apply counts them: `f:name` enters a field, `k:{"name":"x"}` an item of a list
 * that is merged by key. Joined by a line break, which no field name holds.
 */
export type FieldPath = string;

const separator = '\n';

/**
 * The leaves of a value. Lists without a merge key are one leaf: they are replaced whole. So are those of which an item
 * says no key, and could not be found again.
 */
export function leafPaths(value: unknown, field = '', prefix: string[] = []): FieldPath[] {
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, item]) => leafPaths(item, key, [...prefix, `f:${key}`]));
  }
  const key = Array.isArray(value) ? mergeKeyOf(field, value) : null;
  if (key === null || !Array.isArray(value) || value.length === 0) return [prefix.join(separator)];
  if (!value.every((item) => isJsonObject(item) && item[key] !== undefined)) return [prefix.join(separator)];
  return (value as JsonObject[]).flatMap((item) =>
    leafPaths(item, '', [...prefix, `k:${JSON.stringify({ [key]: item[key] })}`]),
  );
}

export function valueAt(object: unknown, path: FieldPath): unknown {
  return path.split(separator).reduce<unknown>(step, object);
}

function step(value: unknown, segment: string): unknown {
  if (segment.startsWith('f:')) return isJsonObject(value) ? value[segment.slice(2)] : undefined;
  return Array.isArray(value) ? value[itemIndex(value, segment)] : undefined;
}

function itemIndex(list: unknown[], segment: string): number {
  const [[key, wanted]] = Object.entries(JSON.parse(segment.slice(2)) as JsonObject) as [[string, unknown]];
  return list.findIndex((item) => isJsonObject(item) && item[key] === wanted);
}

/** A copy without the field; items and objects that are left empty go too. */
export function without(value: unknown, path: FieldPath): unknown {
  return removeAt(value, path.split(separator));
}

function removeAt(value: unknown, [segment, ...rest]: string[]): unknown {
  const child = segment === undefined ? undefined : step(value, segment);
  if (segment === undefined || child === undefined) return value;
  const kept = rest.length === 0 ? undefined : pruned(removeAt(child, rest), segment);
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      index !== itemIndex(value, segment) ? [item] : kept === undefined ? [] : [kept],
    );
  const { [segment.slice(2)]: _, ...others } = value as JsonObject;
  return kept === undefined ? others : { ...others, [segment.slice(2)]: kept };
}

/** An item with nothing but its key left, or an empty map, is no longer there. */
function pruned(value: unknown, segment: string): unknown {
  if (!isJsonObject(value)) return Array.isArray(value) && value.length === 0 ? undefined : value;
  const keysLeft = Object.keys(value).length;
  return keysLeft === 0 || (segment.startsWith('k:') && keysLeft === 1) ? undefined : value;
}

/** `.spec.containers[name="web"].image`, as conflict messages write it. */
export function readablePath(path: FieldPath): string {
  return path
    .split(separator)
    .map((segment) => {
      if (segment.startsWith('f:')) return `.${segment.slice(2)}`;
      const [[key, value]] = Object.entries(JSON.parse(segment.slice(2)) as JsonObject) as [
        [string, unknown],
      ];
      return `[${key}=${JSON.stringify(value)}]`;
    })
    .join('');
}

/** The nested form in which `metadata.managedFields` carries a set of paths. */
export function toFieldsV1(paths: FieldPath[]): JsonObject {
  const root: JsonObject = {};
  for (const path of paths) {
    let at = root;
    for (const segment of path.split(separator)) {
      at[segment] ??= {};
      at = at[segment] as JsonObject;
    }
  }
  return root;
}

export function fromFieldsV1(fields: JsonObject, prefix: string[] = []): FieldPath[] {
  const entries = Object.entries(fields).filter(([key]) => key !== '.');
  if (entries.length === 0) return prefix.length > 0 ? [prefix.join(separator)] : [];
  return entries.flatMap(([key, value]) => fromFieldsV1(isJsonObject(value) ? value : {}, [...prefix, key]));
}
