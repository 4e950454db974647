import { forbiddenKeys } from '@gantry/model';
import { applyPatch, type Operation } from 'rfc6902';
import { isJsonObject } from '../wire/object.ts';
import { badRequest, StatusError } from '../wire/status.ts';

/** RFC 6902. A failed operation (or `test`) refuses the whole patch, as one 422. */
export function jsonPatch<T>(target: T, operations: unknown): T {
  if (!Array.isArray(operations)) throw badRequest('a JSON patch is a list of operations');
  for (const path of operations.flatMap(pathsOf)) {
    if (path.split('/').some((part) => forbiddenKeys.includes(part)))
      throw rejected(`the path ${JSON.stringify(path)} is not allowed`);
  }
  const result = structuredClone(target);
  const faults = applyPatch(result, operations as Operation[]);
  const fault = faults.find((one) => one !== null);
  if (fault) throw rejected(fault.message);
  return result;
}

function pathsOf(operation: unknown): string[] {
  if (!isJsonObject(operation)) throw badRequest('a JSON patch is a list of operations');
  return [operation.path, operation.from].filter((path) => typeof path === 'string');
}

function rejected(why: string): StatusError {
  return new StatusError('Invalid', `the server rejected our request due to an error in our request: ${why}`);
}
