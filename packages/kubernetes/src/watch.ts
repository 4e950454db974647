import type { ControlPlane } from '@gantry/controlplane';
import type { Change, Commit } from '@gantry/model';
import type { Tombstone } from './object-versions.ts';
import type { Projector } from './projection/projector.ts';
import type { ResourceDefinition } from './resource/definition.ts';
import type { KubernetesObject } from './wire/object.ts';
import { StatusError } from './wire/status.ts';

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: unknown;
}

export interface WatchRequest {
  definition: ResourceDefinition;
  namespace: string | null;
  matches(object: KubernetesObject): boolean;
  /** null or 0: start with what is there. */
  resourceVersion: number | null;
  /** Ask for what is there first, ended by a marked bookmark (WatchList). */
  sendInitialEvents: boolean;
}

export interface WatchSource {
  controlPlane: ControlPlane;
  projector(): Projector;
  /** What the deleted object was called, as far as it is remembered. */
  tombstoneOf(change: Change): Tombstone | null;
}

type Send = (event: WatchEvent) => void;

/**
 * Sends each change of the selected objects until the returned function is called. An object that stops matching is
 * sent as DELETED, one that starts matching as ADDED, as clients expect of a selector. Throws a 410 when what happened
 * since the asked version is not known any more.
 */
export function watch(source: WatchSource, request: WatchRequest, send: Send): () => void {
  const shown = new Map<string, KubernetesObject>();
  const { revision } = source.controlPlane.view;
  const fromScratch = request.sendInitialEvents || !request.resourceVersion;
  const missed = fromScratch ? [] : commitsSince(source, request.resourceVersion!);
  const { movesUnseen } = request.definition;
  if (movesUnseen && missed.some(({ changes }) => changes.some(movesUnseen)))
    throw expired(request.resourceVersion!);
  for (const object of request.definition.list(source.projector(), request.namespace)) {
    if (!request.matches(object)) continue;
    shown.set(object.metadata.uid, object);
    if (fromScratch) send({ type: 'ADDED', object });
  }
  sendMissed(source, request, missed, send);
  if (request.sendInitialEvents) send(initialEventsEnd(request.definition, revision));
  const stop = source.controlPlane.subscribe(revision, (commit) =>
    followCommit(source, request, shown, commit, send),
  );
  if (stop === null) throw expired(revision);
  return stop;
}

function expired(revision: number): StatusError {
  return new StatusError('Expired', `too old resource version: ${revision}; list again`);
}

function commitsSince(source: WatchSource, revision: number): Commit[] {
  const missed: Commit[] = [];
  const stop = source.controlPlane.subscribe(revision, (commit) => missed.push(commit));
  if (stop === null) throw expired(revision);
  stop();
  return missed;
}

/**
 * Resuming: each object that changed since is told once, as it is now; what is gone, as it was. In the order of
 * versions, since a client that is cut off in between goes on from the last one it got.
 */
function sendMissed(source: WatchSource, request: WatchRequest, missed: Commit[], send: Send): void {
  const projector = source.projector();
  const changes = new Map<string, Change>();
  for (const change of missed.flatMap((commit) => commit.changes)) {
    for (const uid of request.definition.dependents(change, projector)) changes.set(uid, change);
  }
  const sinceMs = missed[0]?.atMs ?? 0;
  const events = [...changes].flatMap(([uid, change]) =>
    missedEvent(source, request, { uid, change, sinceMs }),
  );
  for (const event of events.sort((a, b) => versionOf(a) - versionOf(b))) send(event);
}

const versionOf = ({ object }: ObjectEvent) => Number(object.metadata.resourceVersion);

interface ObjectEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
}

function missedEvent(
  source: WatchSource,
  request: WatchRequest,
  { uid, change, sinceMs }: { uid: string; change: Change; sinceMs: number },
): ObjectEvent[] {
  const projector = source.projector();
  const { definition, namespace } = request;
  const now = definition.byUid(projector, uid);
  if (now !== null && isInScope(request, now))
    return [{ type: isNew(now, sinceMs) ? 'ADDED' : 'MODIFIED', object: now }];
  const last = now ?? definition.ended?.(projector, uid) ?? remembered(source, definition, { uid, change });
  if (last === null || (namespace !== null && last.metadata.namespace !== namespace)) return [];
  return [{ type: 'DELETED', object: last }];
}

/** To the second, as objects say when they were made. */
const isNew = ({ metadata }: KubernetesObject, sinceMs: number) =>
  Date.parse(metadata.creationTimestamp) >= Math.floor(sinceMs / 1000) * 1000;

/** What is left of an object whose record is deleted: enough for a client to forget it. */
function remembered(
  source: WatchSource,
  definition: ResourceDefinition,
  { uid, change }: { uid: string; change: Change },
): KubernetesObject | null {
  const tombstone = change.value === null ? source.tombstoneOf(change) : null;
  if (!tombstone) return null;
  const { name, namespace, revision } = tombstone;
  return {
    apiVersion: apiVersionOf(definition),
    kind: definition.kind,
    metadata: {
      name,
      uid,
      resourceVersion: String(revision),
      creationTimestamp: '',
      ...(namespace === '' ? {} : { namespace }),
    },
  };
}

const isInScope = ({ namespace, matches }: WatchRequest, object: KubernetesObject) =>
  (namespace === null || object.metadata.namespace === namespace) && matches(object);

function followCommit(
  source: WatchSource,
  request: WatchRequest,
  shown: Map<string, KubernetesObject>,
  commit: Commit,
  send: Send,
): void {
  const projector = source.projector();
  const { definition } = request;
  const touched = new Set(commit.changes.flatMap((change) => definition.dependents(change, projector)));
  const isUnseen = commit.changes.some((change) => definition.movesUnseen?.(change));
  if (isUnseen) for (const uid of shown.keys()) touched.add(uid);
  for (const uid of touched) {
    const before = shown.get(uid);
    const now = definition.byUid(projector, uid);
    if (now !== null && isInScope(request, now)) {
      const isSameVersion = before?.metadata.resourceVersion === now.metadata.resourceVersion;
      if (isSameVersion && (!isUnseen || JSON.stringify(before) === JSON.stringify(now))) continue;
      shown.set(uid, now);
      send({ type: before ? 'MODIFIED' : 'ADDED', object: now });
    } else if (before) {
      shown.delete(uid);
      const last = now ?? definition.ended?.(projector, uid) ?? before;
      const metadata = { ...last.metadata, resourceVersion: String(commit.revision) };
      send({ type: 'DELETED', object: { ...last, metadata } });
    }
  }
}

/** Says up to where the client has seen everything, so that it resumes from there after a quiet time. */
export function bookmark(definition: ResourceDefinition, revision: number): WatchEvent {
  return {
    type: 'BOOKMARK',
    object: {
      kind: definition.kind,
      apiVersion: apiVersionOf(definition),
      metadata: { resourceVersion: String(revision), creationTimestamp: null },
    },
  };
}

function initialEventsEnd(definition: ResourceDefinition, revision: number): WatchEvent {
  return {
    type: 'BOOKMARK',
    object: {
      kind: definition.kind,
      apiVersion: apiVersionOf(definition),
      metadata: {
        resourceVersion: String(revision),
        creationTimestamp: null,
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    },
  };
}

export function apiVersionOf({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
