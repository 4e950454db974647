import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { badRequest } from '../wire/status.ts';

/**
 * Kubernetes's strategic merge patch: like a merge patch, but some lists are merged item by item. Which ones, and by
 * which key, is part of the API's types; lists not named here are replaced whole.
 */
const mergeKeys: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  conditions: 'type',
  addresses: 'type',
  ownerReferences: 'uid',
};

/** `ports` is keyed by what kind of port it is: a container's or a service's. */
export function mergeKeyOf(field: string, items: unknown[]): string | null {
  if (field !== 'ports') return mergeKeys[field] ?? null;
  return items.some((item) => isJsonObject(item) && 'containerPort' in item) ? 'containerPort' : 'port';
}

const primitiveSets = new Set(['finalizers']);

export function strategicMergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  if (patch.$patch === 'delete') return {};
  if (patch.$patch !== undefined && patch.$patch !== 'merge')
    throw badRequest(
      `unknown patch type ${JSON.stringify(patch.$patch)}: write "replace", "merge" or "delete"`,
    );
  const kept = retain(target, patch.$retainKeys);
  const result: JsonObject = { ...kept };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete result[key];
    else if (Array.isArray(value)) result[key] = mergeList(key, listAt(result, key), value);
    else if (isJsonObject(value))
      result[key] = strategicMergePatch(isJsonObject(result[key]) ? result[key] : {}, value);
    else result[key] = value;
  }
  return applyListDirectives(result, patch);
}

function retain(target: JsonObject, keys: unknown): JsonObject {
  if (!Array.isArray(keys)) return target;
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function listAt(object: JsonObject, key: string): unknown[] {
  return Array.isArray(object[key]) ? object[key] : [];
}

function mergeList(field: string, current: unknown[], patch: unknown[]): unknown[] {
  if (primitiveSets.has(field)) return [...new Set([...current, ...patch])];
  const key = mergeKeyOf(field, [...patch, ...current]);
  if (key === null) return patch.map(stripped);
  if (patch.some((item) => isJsonObject(item) && item.$patch === 'replace')) {
    return patch.filter((item) => !(isJsonObject(item) && item.$patch === 'replace')).map(stripped);
  }
  return patch.reduce<unknown[]>((merged, item) => mergeItem(merged, key, item), current);
}

function mergeItem(list: unknown[], key: string, item: unknown): unknown[] {
  if (!isJsonObject(item) || item[key] === undefined) {
    throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
  }
  const index = list.findIndex((existing) => isJsonObject(existing) && existing[key] === item[key]);
  if (item.$patch === 'delete') return list.filter((_, i) => i !== index);
  if (index < 0) return [...list, strategicMergePatch({}, item)];
  return list.map((existing, i) =>
    i === index ? strategicMergePatch(existing as JsonObject, item) : existing,
  );
}

const stripped = (item: unknown) => (isJsonObject(item) ? withoutDirectives(item) : item);

function withoutDirectives(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([key, value]) => !key.startsWith('$') && value !== null),
  );
}

function applyListDirectives(result: JsonObject, patch: JsonObject): JsonObject {
  for (const [directive, value] of Object.entries(patch)) {
    if (!Array.isArray(value)) continue;
    const [kind, field] = directive.split('/');
    if (field === undefined) continue;
    if (kind === '$deleteFromPrimitiveList')
      result[field] = listAt(result, field).filter((item) => !value.includes(item));
    if (kind === '$setElementOrder') result[field] = reorder(field, listAt(result, field), value);
  }
  return result;
}

/** Items named in `order` come in that order; the others keep their place relative to the one before them. */
function reorder(field: string, items: unknown[], order: unknown[]): unknown[] {
  const key = mergeKeyOf(field, [...items, ...order]);
  const identity = (item: unknown) => (key !== null && isJsonObject(item) ? item[key] : item);
  const wanted = order.map(identity);
  const rank = (item: unknown) => wanted.indexOf(identity(item));
  let last = -1;
  const ranked = items.map((item, index) => {
    const own = rank(item);
    if (own >= 0) last = own;
    return { item, index, rank: own >= 0 ? own : last + 0.5 };
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.index - b.index).map(({ item }) => item);
}
