import type { DeleteOptions, WriteContext } from '../resource/definition.ts';
import { apiVersionOf } from '../watch.ts';
import { isJsonObject, type JsonObject, type KubernetesObject } from '../wire/object.ts';
import { type ApiRequest, queryNumber, readObject } from '../wire/request.ts';
import { badRequest, conflict, invalid, invalidOptions, notSupported, uidConflict } from '../wire/status.ts';
import { findObject, type Selected, selection } from './read.ts';
import { methodNotAllowed } from './write.ts';

export interface Deletion extends DeleteOptions {
  dryRun: boolean;
  preconditions: { uid?: string; resourceVersion?: string };
}

/** DeleteOptions of the body, else of the query. */
export async function readDeletion(request: ApiRequest): Promise<Deletion> {
  const body = await readOptions(request);
  const policy = body.propagationPolicy ?? request.query.get('propagationPolicy') ?? 'Background';
  if (policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan') {
    throw invalidOptions(
      'DeleteOptions',
      notSupported('propagationPolicy', policy, ['Background', 'Foreground', 'Orphan']),
    );
  }
  const grace = body.gracePeriodSeconds ?? queryNumber(request, 'gracePeriodSeconds');
  if (grace !== null && grace !== undefined && (typeof grace !== 'number' || grace < 0)) {
    throw badRequest(`gracePeriodSeconds: ${JSON.stringify(grace)} is not a number of seconds`);
  }
  return {
    propagationPolicy: policy,
    gracePeriodSeconds: grace ?? null,
    dryRun: request.query.has('dryRun') || (Array.isArray(body.dryRun) && body.dryRun.includes('All')),
    preconditions: isJsonObject(body.preconditions)
      ? (body.preconditions as { uid?: string; resourceVersion?: string })
      : {},
  };
}

async function readOptions(request: ApiRequest): Promise<JsonObject> {
  const body = await request.readBody();
  if (body.length === 0) return {};
  return readObject({ ...request, readBody: async () => body });
}

/** Asks for the deletion; answers what kubectl expects: the object for a pod, else a Status with the object's uid. */
export async function deleteObject(
  selected: Selected,
  context: WriteContext,
  deletion: Deletion,
): Promise<unknown> {
  const { definition } = selected;
  if (!definition.remove) throw methodNotAllowed(definition, 'delete');
  const object = findObject(selected);
  const { uid, resourceVersion } = deletion.preconditions;
  const named = { ...definition, name: object.metadata.name };
  if (uid && uid !== object.metadata.uid) throw uidConflict(named, { wanted: uid, is: object.metadata.uid });
  if (resourceVersion && resourceVersion !== object.metadata.resourceVersion) throw conflict(named);
  refuseOrphans(selected, object, deletion);
  if (!deletion.dryRun) await definition.remove(context, object, deletion);
  return definition.kind === 'Pod' ? object : deleted(selected, object);
}

/** Refused rather than done otherwise: who asks for orphans means to keep what runs. */
function refuseOrphans(
  { definition }: Selected,
  { metadata }: KubernetesObject,
  { propagationPolicy }: Deletion,
): void {
  if (propagationPolicy !== 'Orphan' || !definition.ownsOthers) return;
  const message = `Unsupported value: "Orphan": what a ${definition.kind} owns cannot go on without it here; use "Background" or "Foreground" (kubectl: --cascade=background or --cascade=foreground)`;
  throw invalid({ ...definition, name: metadata.name }, [
    { reason: 'FieldValueNotSupported', field: 'propagationPolicy', message },
  ]);
}

/** Deletes what the selectors choose, one after the other; answers the list of what was there. */
export async function deleteCollection(
  selected: Selected,
  context: WriteContext,
  deletion: Deletion,
): Promise<unknown> {
  const { definition, source, path } = selected;
  if (!definition.remove) throw methodNotAllowed(definition, 'deletecollection');
  const items = [...definition.list(source.projector(), path.namespace)].filter(selection(selected));
  for (const object of items) refuseOrphans(selected, object, deletion);
  if (!deletion.dryRun) for (const object of items) await definition.remove(context, object, deletion);
  const metadata = { resourceVersion: String(source.controlPlane.view.revision) };
  return { kind: `${definition.kind}List`, apiVersion: apiVersionOf(definition), metadata, items };
}

function deleted({ definition }: Selected, { metadata }: KubernetesObject) {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: metadata.name, group: definition.group, kind: definition.resource, uid: metadata.uid },
  };
}
