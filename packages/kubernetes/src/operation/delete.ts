import type { DeleteOptions, WriteContext } from '../resource/definition.ts';
import { isJsonObject, type JsonObject, type KubernetesObject } from '../wire/object.ts';
import { type ApiRequest, queryNumber, readObject } from '../wire/request.ts';
import { badRequest, conflict } from '../wire/status.ts';
import { findObject, type Selected } from './read.ts';
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
    throw badRequest(
      `propagationPolicy: ${JSON.stringify(policy)} is none of "Background", "Foreground", "Orphan"`,
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
  if (
    (uid && uid !== object.metadata.uid) ||
    (resourceVersion && resourceVersion !== object.metadata.resourceVersion)
  ) {
    throw conflict({ ...definition, name: object.metadata.name });
  }
  if (deletion.propagationPolicy === 'Orphan')
    context.warn('orphaned tasks cannot go on without their deployment here; they are stopped too');
  if (!deletion.dryRun) await definition.remove(context, object, deletion);
  return definition.kind === 'Pod' ? object : deleted(selected, object);
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
