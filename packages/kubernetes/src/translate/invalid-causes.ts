import type { FieldIssue } from '@gantry/model';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import type { StatusCause } from '../wire/status.ts';

/**
 * Faults that the model found, as Kubernetes writes them: with the wrong value, and told apart into missing, double and
 * wrong. `pathOf` says where the API has a manifest's field.
 */
export function invalidCauses(
  object: JsonObject,
  issues: FieldIssue[],
  pathOf: (field: string) => string,
): StatusCause[] {
  return issues.map(({ field, message }) => {
    const path = pathOf(field);
    return { field: path, ...faultOf(valueAt(object, path), message) };
  });
}

function faultOf(value: unknown, message: string): Pick<StatusCause, 'reason' | 'message'> {
  if (value === undefined || value === null || isEmptyWhereNeeded(value, message))
    return {
      reason: 'FieldValueRequired',
      message: message === 'is required' ? 'Required value' : `Required value: ${message}`,
    };
  if (/is used twice/.test(message))
    return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${shown(value)}` };
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${shown(value)}: ${message}` };
}

const isEmptyWhereNeeded = (value: unknown, message: string) =>
  (value === '' || (Array.isArray(value) && value.length === 0)) && /at least 1|is required/.test(message);

/** Long values would bury what is wrong with them. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

/** Undefined when there is nothing at the path, or the path is not one of dots and indexes. */
function valueAt(object: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, object);
}
