import { applyPatch, type Operation } from 'rfc6902';
import { badRequest, StatusError } from '../wire/status.ts';

/** RFC 6902. A failed operation (or `test`) refuses the whole patch, as one 422. */
export function jsonPatch<T>(target: T, operations: unknown): T {
  if (!Array.isArray(operations)) throw badRequest('a JSON patch is a list of operations');
  const result = structuredClone(target);
  const faults = applyPatch(result, operations as Operation[]);
  const fault = faults.find((one) => one !== null);
  if (fault)
    throw new StatusError(
      'Invalid',
      `the server rejected our request due to an error in our request: ${fault.message}`,
    );
  return result;
}
