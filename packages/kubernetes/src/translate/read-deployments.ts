import { type DeploymentParts, err, ok, type Rejection, type Result, rejection } from '@gantry/model';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { StatusError } from '../wire/status.ts';
import { toApplyCommand } from './deployment.ts';

/**
 * The Deployments among Kubernetes's objects, as what they are here, and in words what of the objects is left out or
 * not honoured. null: these are no objects of Kubernetes. A rejection names each wrong field by its place there.
 */
export function readKubernetesDeployments(
  documents: readonly unknown[],
): Result<{ deployments: DeploymentParts[]; warnings: string[] }, Rejection> | null {
  if (!documents.some((one) => isJsonObject(one) && 'apiVersion' in one && 'kind' in one)) return null;
  const warnings: string[] = [];
  try {
    const deployments = documents.flatMap(itemsOf).flatMap((object) => readObject(object, warnings));
    return ok({ deployments, warnings });
  } catch (thrown) {
    if (!(thrown instanceof StatusError)) throw thrown;
    const issues = (thrown.details.causes ?? []).map(({ field = '', message }) => ({ field, message }));
    return err(rejection('invalid', thrown.message, issues));
  }
}

function itemsOf(document: unknown): JsonObject[] {
  if (!isJsonObject(document)) return [];
  if (document.kind !== 'List' || !Array.isArray(document.items)) return [document];
  return document.items.filter(isJsonObject);
}

function readObject(object: JsonObject, warnings: string[]): DeploymentParts[] {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const name = String(metadata.name ?? '');
  if (object.kind !== 'Deployment') {
    warnings.push(`${String(object.kind)} ${name}: no deployment, left out. Apply it with kubectl.`);
    return [];
  }
  const warn = (text: string) => void warnings.push(`${name}: ${text}`);
  const namespace = typeof metadata.namespace === 'string' ? metadata.namespace : 'default';
  const {
    type: _type,
    planHash: _hash,
    cause: _cause,
    mode: _mode,
    ifGeneration: _generation,
    ...parts
  } = toApplyCommand({ warn, cause: '' }, namespace, object);
  return [parts];
}
