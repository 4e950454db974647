import { applyPatch } from '../operation/write.ts';
import type { DeploymentObject } from '../projection/deployment.ts';
import { formatSelector } from '../resource/columns.ts';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject, type JsonObject, type KubernetesObject } from '../wire/object.ts';
import type { ApiRequest } from '../wire/request.ts';
import { asObject, parseBody, readObject } from '../wire/request.ts';
import { badRequest, conflict, invalid } from '../wire/status.ts';

/** The Scale of a deployment: its replicas and nothing else. */
export function scaleOf(object: KubernetesObject) {
  const { metadata, spec, status } = object as DeploymentObject;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace: namespace!, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas as number },
    status: {
      replicas: Number(status.replicas ?? 0),
      selector: formatSelector(spec.selector),
    },
  };
}

/** PUT or PATCH of the Scale. Throws a 422 for a count that is none. */
export async function writeScale(
  request: ApiRequest,
  context: WriteContext,
  object: KubernetesObject,
): Promise<void> {
  const scale = scaleOf(object);
  const wanted =
    request.method === 'PUT'
      ? await readObject({ ...request, contentType: request.contentType || 'application/json' })
      : await patched(request, scale);
  const { resourceVersion } = isJsonObject(wanted.metadata) ? wanted.metadata : {};
  if (resourceVersion && resourceVersion !== scale.metadata.resourceVersion)
    throw conflict({ group: 'apps', resource: 'deployments', name: scale.metadata.name });
  const replicas = replicasOf(wanted, scale.metadata.name);
  if (replicas === scale.spec.replicas) return;
  await context.submit({
    type: 'deployment.scale',
    namespace: scale.metadata.namespace,
    name: scale.metadata.name,
    planHash: null,
    replicas,
  });
}

async function patched(request: ApiRequest, scale: ReturnType<typeof scaleOf>): Promise<JsonObject> {
  const patch = parseBody(request.contentType, await request.readBody());
  return asObject(applyPatch(request.contentType, scale as unknown as KubernetesObject, patch));
}

function replicasOf(scale: JsonObject, name: string): number {
  const replicas = isJsonObject(scale.spec) ? (scale.spec.replicas ?? 0) : undefined;
  if (replicas === undefined) throw badRequest('spec: Required value');
  if (typeof replicas === 'number' && Number.isInteger(replicas) && replicas >= 0) return replicas;
  const message = `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`;
  throw invalid({ group: 'autoscaling', kind: 'Scale', name }, [
    { reason: 'FieldValueInvalid', field: 'spec.replicas', message },
  ]);
}
