import type { View } from '@gantry/engine';
import { changeApp, removeApp, restored, scaleApp, type Wish } from './app-change.ts';
import { idOf, resolveId } from './app-id.ts';
import { versionsOf } from './app-record.ts';
import type { GroupDependencies } from './group-dependencies.ts';
import { appsBelow, groupVersions } from './group-view.ts';
import { isObject, type Json } from './plain-data.ts';
import type { AppChange } from './plan.ts';
import { type Detail, groupMissing, notValid, Refusal } from './refusal.ts';

const knownFields = ['id', 'apps', 'groups', 'dependencies', 'pods', 'version', 'enforceRole', 'scaleBy'];

/** All that a group's body wants of the apps below it. What it does not list goes. */
export function changeGroup(view: View, group: string, body: Json): AppChange[] {
  const keys = Object.keys(body).filter((key) => key !== 'id');
  if (keys.length === 1 && keys[0] === 'scaleBy') return scaleGroup(view, group, body.scaleBy);
  if (keys.length === 1 && keys[0] === 'version') return groupBackTo(view, group, body.version);
  const wishes = wishesOf(body, { group, at: '', groups: {} });
  const twice = wishes.find(({ id }, index) => wishes.findIndex((other) => other.id === id) !== index);
  if (twice) throw notValid([{ path: '/apps', errors: [`holds the app '${twice.id}' twice`] }]);
  const listed = new Set(wishes.map(({ id }) => id));
  const gone = appsBelow(view, group)
    .map(idOf)
    .filter((id) => !listed.has(id));
  const changes = wishes.map(({ at, ...wish }) => within(at, () => changeApp(view, wish)));
  return [...gone.map((id) => removeApp(view, id)), ...changes];
}

interface Place {
  group: string;
  /** Where the body of this group stands in the whole body. */
  at: string;
  /** What the groups around depend on. */
  groups: GroupDependencies;
}

function wishesOf(body: Json, { group, at, groups }: Place): (Wish & { at: string })[] {
  checkFields(body, at);
  const dependencies = idsIn(body.dependencies, `${at}/dependencies`).map((id) => resolveId(id, group));
  const all = dependencies.length === 0 ? groups : { ...groups, [group]: dependencies };
  const apps = objectsIn(body.apps, `${at}/apps`).map(({ item, path }) => ({
    id: resolveId(idIn(item, path), group),
    body: item,
    merge: false,
    groups: all,
    at: path,
  }));
  const below = objectsIn(body.groups, `${at}/groups`).flatMap(({ item, path }) =>
    wishesOf(item, { group: resolveId(idIn(item, path), group), at: path, groups: all }),
  );
  return [...apps, ...below];
}

function checkFields(body: Json, at: string): void {
  const unknown = Object.keys(body).filter((key) => !knownFields.includes(key));
  const details: Detail[] = unknown.map((key) => ({
    path: `${at}/${key}`,
    errors: [`unknown field \`${key}\`; known here: ${knownFields.join(', ')}`],
  }));
  const hasPods = Array.isArray(body.pods) && body.pods.length > 0;
  if (hasPods)
    details.push({ path: `${at}/pods`, errors: ['is not supported; put apps, or make the task elsewhere'] });
  if (body.enforceRole === true)
    details.push({ path: `${at}/enforceRole`, errors: ['is not supported; give each app its role'] });
  if (details.length > 0) throw notValid(details);
}

function objectsIn(list: unknown, at: string): { item: Json; path: string }[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list) || !list.every(isObject))
    throw notValid([{ path: at, errors: ['must be a list of objects'] }]);
  return list.map((item, index) => ({ item, path: `${at}(${index})` }));
}

function idsIn(list: unknown, at: string): string[] {
  if (list === undefined || list === null) return [];
  const isGood = Array.isArray(list) && list.every((id) => typeof id === 'string');
  if (!isGood) throw notValid([{ path: at, errors: ['must be a list of ids'] }]);
  return list;
}

function idIn(body: Json, at: string): string {
  if (typeof body.id !== 'string' || body.id === '')
    throw notValid([{ path: `${at}/id`, errors: ['is required'] }]);
  return body.id;
}

/** Faults of an app in a group are told with its place in the group. */
function within<T>(at: string, act: () => T): T {
  try {
    return act();
  } catch (fault) {
    if (!(fault instanceof Refusal) || fault.body.details === undefined) throw fault;
    const details = fault.body.details.map(({ path, errors }) => ({
      path: path === '/' ? at : `${at}${path}`,
      errors,
    }));
    throw new Refusal(fault.status, { ...fault.body, details });
  }
}

function scaleGroup(view: View, group: string, factor: unknown): AppChange[] {
  if (typeof factor !== 'number' || !(factor >= 0 && factor <= 1_000)) {
    throw notValid([{ path: '/scaleBy', errors: ['must be a number from 0 to 1000'] }]);
  }
  return requireApps(view, group).map((record) =>
    scaleApp(view, idOf(record), Math.ceil(record.spec.replicas * factor)),
  );
}

/** Each app as it was at that moment; those that came later go. One that is gone since has no versions any more. */
function groupBackTo(view: View, group: string, version: unknown): AppChange[] {
  const records = requireApps(view, group);
  const atMs = typeof version === 'string' ? Date.parse(version) : Number.NaN;
  if (!groupVersions(view, records).some((known) => Date.parse(known) === atMs)) {
    throw new Refusal(404, { message: `Group '${group}' does not have the version ${String(version)}` });
  }
  return records.map((record) => {
    const then = versionsOf(view, record).find((one) => Date.parse(one.version) <= atMs);
    const id = idOf(record);
    return (then && restored(view, id, then.revision.number)) ?? removeApp(view, id);
  });
}

export function requireApps(view: View, group: string) {
  const records = appsBelow(view, group);
  if (records.length === 0) throw groupMissing(group);
  return records;
}
