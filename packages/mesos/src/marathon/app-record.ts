import type { View } from '@gantry/engine';
import type { DeploymentParts, DeploymentRecord, RevisionRecord } from '@gantry/model';
import { idOf, placeOf } from './app-id.ts';
import type { App } from './app-schema.ts';
import { appMissing, Refusal } from './refusal.ts';
import { readApp } from './written.ts';

/** Apps in the tables: each deployment is one, whoever made it. */

export function findRecord(view: View, id: string): DeploymentRecord | null {
  const { namespace, name } = placeOf(id);
  const record = view.deployment(namespace, name);
  if (record !== undefined && idOf(record) === id) return record;
  return foreignRecord(view, id);
}

/** `/default/web`: made elsewhere, so its namespace stands in the id as it is. */
function foreignRecord(view: View, id: string): DeploymentRecord | null {
  const [, namespace, name, ...more] = id.split('/');
  if (namespace === undefined || name === undefined || more.length > 0) return null;
  const record = view.deployment(namespace, name);
  return record !== undefined && idOf(record) === id ? record : null;
}

/** Throws 404 when there is none. */
export function requireApp(view: View, id: string): DeploymentRecord {
  const record = findRecord(view, id);
  if (record === null) throw appMissing(id);
  return record;
}

/** Two ids can want the same place (`/a--b/c` and `/a/b/c`): the first has it. */
export function requireFreePlace(view: View, id: string): void {
  const place = placeOf(id);
  const record = view.deployment(place.namespace, place.name);
  if (record === undefined || idOf(record) === id) return;
  const message = `The deployment ${place.namespace}/${place.name}, which the app '${id}' would be, is the app '${idOf(record)}'. Choose another id.`;
  throw new Refusal(409, { message });
}

export function partsOf(view: View, record: DeploymentRecord): DeploymentParts {
  const { namespace, name, labels, annotations, spec, paused, templateHash } = record;
  const { template } = view.get('templates', templateHash)!;
  return { namespace, name, labels, annotations, spec, paused, template };
}

const apps = new WeakMap<DeploymentRecord, App>();

/** The app of a record, read once: records are replaced whole, and a list reads all of them. */
export function appOf(view: View, record: DeploymentRecord): App {
  const known = apps.get(record);
  if (known !== undefined) return known;
  const app = readApp(partsOf(view, record));
  apps.set(record, app);
  return app;
}

export interface Version {
  /** ISO with milliseconds, as Marathon names versions. */
  version: string;
  revision: RevisionRecord;
}

/** Newest first. Two revisions of one millisecond are told apart: the later one is a millisecond on. */
export function versionsOf(view: View, record: DeploymentRecord): Version[] {
  const revisions = [...view.revisionsOf(record.id)].sort((a, b) => a.number - b.number);
  let lastMs = Number.NEGATIVE_INFINITY;
  const versions = revisions.map((revision) => {
    lastMs = Math.max(revision.createdAtMs, lastMs + 1);
    return { version: new Date(lastMs).toISOString(), revision };
  });
  return versions.reverse();
}

/** Of an app that has not started yet: when it was made. */
export function currentVersion(view: View, record: DeploymentRecord): string {
  return versionsOf(view, record)[0]?.version ?? new Date(record.createdAtMs).toISOString();
}

export function findVersion(view: View, record: DeploymentRecord, version: string): RevisionRecord | null {
  const wantedMs = Date.parse(version);
  const found = versionsOf(view, record).find((one) => Date.parse(one.version) === wantedMs);
  return found?.revision ?? null;
}

/** The deployment with the template and the size of one of its revisions. */
export function partsAt(view: View, record: DeploymentRecord, revision: RevisionRecord): DeploymentParts {
  const parts = partsOf(view, record);
  const { template } = view.get('templates', revision.templateHash)!;
  return { ...parts, template, spec: { ...parts.spec, replicas: revision.replicas } };
}
