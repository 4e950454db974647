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
  /** Deleted objects after a revision, as far as they are remembered. */
  deletedSince(revision: number): Tombstone[];
  /** What changed before it is not known: a watch from there has to list again. */
  oldestRevision: number;
}

/**
 * Sends each change of the selected objects until the returned function is called. An object that stops matching is
 * sent as DELETED, one that starts matching as ADDED, as clients expect of a selector.
 */
export function watch(
  source: WatchSource,
  request: WatchRequest,
  send: (event: WatchEvent) => void,
): () => void {
  const shown = new Map<string, KubernetesObject>();
  const startRevision = source.controlPlane.view.revision;
  const fromScratch = request.sendInitialEvents || !request.resourceVersion;
  const since = fromScratch ? startRevision : request.resourceVersion!;
  if (since < source.oldestRevision) throw expired(since);
  sendPresent(source, request, shown, fromScratch ? send : null, since, send);
  if (request.sendInitialEvents) send(initialEventsEnd(request.definition, startRevision));
  const stop = source.controlPlane.subscribe(startRevision, (commit) =>
    followCommit(source, request, shown, commit, send),
  );
  if (stop === null) throw expired(since);
  return stop;
}

function expired(revision: number): StatusError {
  return new StatusError('Expired', `too old resource version: ${revision}; list again`);
}

/** Notes what is there; resuming, tells only what changed after `since` and what was deleted meanwhile. */
function sendPresent(
  source: WatchSource,
  { definition, namespace, matches }: WatchRequest,
  shown: Map<string, KubernetesObject>,
  sendAll: ((event: WatchEvent) => void) | null,
  since: number,
  send: (event: WatchEvent) => void,
): void {
  if (sendAll === null) sendTombstones(source, { definition, namespace }, since, send);
  for (const object of definition.list(source.projector(), namespace)) {
    if (!matches(object)) continue;
    shown.set(object.metadata.uid, object);
    if (sendAll) sendAll({ type: 'ADDED', object });
    else if (Number(object.metadata.resourceVersion) > since) send({ type: 'MODIFIED', object });
  }
}

function sendTombstones(
  source: WatchSource,
  { definition, namespace }: { definition: ResourceDefinition; namespace: string | null },
  since: number,
  send: (event: WatchEvent) => void,
): void {
  for (const gone of source.deletedSince(since)) {
    const [uid] = definition.dependents({ table: gone.table, key: gone.key, value: null } as Change);
    if (uid === undefined || (namespace !== null && gone.namespace !== namespace)) continue;
    const { name, revision } = gone;
    const metadata = {
      name,
      uid,
      resourceVersion: String(revision),
      creationTimestamp: '',
      ...(gone.namespace === '' ? {} : { namespace: gone.namespace }),
    };
    send({
      type: 'DELETED',
      object: { apiVersion: apiVersionOf(definition), kind: definition.kind, metadata },
    });
  }
}

function followCommit(
  source: WatchSource,
  request: WatchRequest,
  shown: Map<string, KubernetesObject>,
  commit: Commit,
  send: (event: WatchEvent) => void,
): void {
  const projector = source.projector();
  const touched = new Set(commit.changes.flatMap((change) => request.definition.dependents(change)));
  for (const uid of touched) {
    const event = eventOf(request, shown.get(uid), request.definition.byUid(projector, uid), commit.revision);
    if (event === null) continue;
    if (event.type === 'DELETED') shown.delete(uid);
    else shown.set(uid, event.object);
    send(event);
  }
}

type ObjectEvent = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubernetesObject };

function eventOf(
  { namespace, matches }: WatchRequest,
  before: KubernetesObject | undefined,
  now: KubernetesObject | null,
  revision: number,
): ObjectEvent | null {
  const inScope =
    now !== null && (namespace === null || now.metadata.namespace === namespace) && matches(now);
  if (!inScope) {
    if (!before) return null;
    const last = now ?? before;
    return {
      type: 'DELETED',
      object: { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } },
    };
  }
  if (before?.metadata.resourceVersion === now.metadata.resourceVersion) return null;
  return { type: before ? 'MODIFIED' : 'ADDED', object: now };
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
