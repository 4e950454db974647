import type { View } from '@gantry/engine';
import { type DeploymentParts, formatDeployment, parseDeployment } from '@gantry/model';
import { parentOf, resolveId } from './app-id.ts';
import { liftDeprecated, refuseUnsafe, withoutNulls } from './app-parse.ts';
import { findRecord, findVersion, partsAt, partsOf, requireFreePlace } from './app-record.ts';
import {
  dependenciesOf,
  type GroupDependencies,
  groupDependenciesOf,
  withGroups,
} from './group-dependencies.ts';
import type { Json } from './plain-data.ts';
import type { AppChange } from './plan.ts';
import { appMissing, notValid, Refusal, refusalOf } from './refusal.ts';
import { readApp, readRaw, specOfRevision, writeOnto } from './written.ts';

/** What a request wants of one app, drawn up as its part of a plan. */

export interface Wish {
  /** Absolute. */
  id: string;
  body: Json;
  /** Whether what the body does not name stays as it is. */
  merge: boolean;
  groups?: GroupDependencies;
}

/** The app as the body wants it: made, overwritten, merged with what is there, or taken back to a version. */
export function changeApp(view: View, { id, body, merge, groups }: Wish): AppChange {
  refuseUnsafe(body);
  const given = liftDeprecated(withoutNulls(body));
  const record = findRecord(view, id);
  const isBack =
    Object.keys(given).every((key) => key === 'version' || key === 'id') && typeof given.version === 'string';
  if (isBack) return backTo(view, id, given.version as string);
  if (record === null) requireFreePlace(view, id);
  const current = record === null ? null : partsOf(view, record);
  const raw = merge && current !== null ? merged(readRaw(current), given) : given;
  const wanted = { ...writeOnto(current, ownFields(resolveDependencies({ ...raw, id }, id))), paused: false };
  const kept = groups ?? (record === null ? {} : groupDependenciesOf(record));
  const annotations = withGroups(wanted.annotations, kept);
  const dependencies = dependenciesOf(readApp(wanted), kept);
  requireSound(wanted);
  return { id, record, current, wanted: { ...wanted, annotations }, dependencies };
}

/** Whatever the rules of apps let through: no door makes a deployment that the others would refuse. */
function requireSound(wanted: DeploymentParts): void {
  const read = parseDeployment(formatDeployment(wanted));
  if (!read.ok) throw refusalOf(read.error);
}

/** What Marathon writes into an app when it tells of it is no part of what a client wants. */
function ownFields(raw: Json): Json {
  const told = [
    'version',
    'versionInfo',
    'tasksStaged',
    'tasksRunning',
    'tasksHealthy',
    'tasksUnhealthy',
    'deployments',
    'tasks',
    'taskStats',
    'lastTaskFailure',
    'readinessCheckResults',
  ];
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !told.includes(key)));
}

/** Field by field; what excludes what is given now goes with it. */
function merged(current: Json, given: Json): Json {
  const { cmd, args, ...rest } = current;
  const program = given.cmd !== undefined || given.args !== undefined ? {} : { cmd, args };
  const { portDefinitions, ...others } = rest;
  const ports = given.networks === undefined && given.container === undefined ? { portDefinitions } : {};
  return withoutNulls({ ...others, ...program, ...ports, ...given });
}

function resolveDependencies(raw: Json, id: string): Json {
  if (!Array.isArray(raw.dependencies)) return raw;
  const group = parentOf(id);
  return {
    ...raw,
    dependencies: raw.dependencies.map((one) => (typeof one === 'string' ? resolveId(one, group) : one)),
  };
}

/** The template of one of its revisions, exactly, with the size it had then. */
export function backTo(view: View, id: string, version: string): AppChange {
  const record = findRecord(view, id);
  if (record === null) throw appMissing(id);
  if (Number.isNaN(Date.parse(version))) {
    throw notValid([
      { path: '/version', errors: ['must be a version of the app, such as `2026-01-31T12:00:00.000Z`'] },
    ]);
  }
  const revision = findVersion(view, record, version);
  if (revision === null)
    throw new Refusal(404, { message: `App '${id}' does not have the version ${version}` });
  return restored(view, id, revision.number)!;
}

/** null: the revision is not kept any more. */
export function restored(
  view: View,
  id: string,
  revisionNumber: number,
  replicas?: number,
): AppChange | null {
  const record = findRecord(view, id);
  const revision = record && view.revisionsOf(record.id).find(({ number }) => number === revisionNumber);
  if (record === null || !revision) return null;
  const current = partsOf(view, record);
  const past = partsAt(view, record, revision);
  const size = replicas ?? revision.replicas;
  const wanted = { ...past, spec: { ...specOfRevision(current, past), replicas: size }, paused: false };
  return {
    id,
    record,
    current,
    wanted,
    dependencies: dependenciesOf(readApp(wanted), groupDependenciesOf(record)),
  };
}

/** The app goes. */
export function removeApp(view: View, id: string): AppChange {
  const record = findRecord(view, id);
  if (record === null) throw appMissing(id);
  return { id, record, current: partsOf(view, record), wanted: null, dependencies: [] };
}

/** Only the number of instances changes. */
export function scaleApp(view: View, id: string, instances: number): AppChange {
  const record = findRecord(view, id);
  if (record === null) throw appMissing(id);
  const current = partsOf(view, record);
  const wanted = { ...current, spec: { ...current.spec, replicas: instances } };
  return { id, record, current, wanted, dependencies: [] };
}

/** The same template, run anew. */
export function restartApp(view: View, id: string, nowMs: number): AppChange {
  const record = findRecord(view, id);
  if (record === null) throw appMissing(id);
  const current = partsOf(view, record);
  const wanted = {
    ...current,
    template: { ...current.template, restartedAt: new Date(nowMs).toISOString() },
    paused: false,
  };
  return { id, record, current, wanted, dependencies: [] };
}
