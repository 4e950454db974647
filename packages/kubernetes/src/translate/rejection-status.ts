import type { Rejection, RejectionCode } from '@gantry/model';
import { invalid, StatusError, type StatusReason } from '../wire/status.ts';

const reasons: Record<RejectionCode, StatusReason> = {
  invalid: 'Invalid',
  malformed: 'BadRequest',
  unauthenticated: 'Unauthorized',
  forbidden: 'Forbidden',
  not_found: 'NotFound',
  revision_not_found: 'NotFound',
  already_exists: 'AlreadyExists',
  conflict: 'Conflict',
  immutable: 'Invalid',
  plan_changed: 'Conflict',
  paused: 'Conflict',
  in_use: 'Conflict',
  gone: 'Expired',
  method_not_allowed: 'MethodNotAllowed',
  too_large: 'RequestEntityTooLarge',
  unsupported: 'UnsupportedMediaType',
  quota_exceeded: 'Forbidden',
  disruption_budget: 'TooManyRequests',
  overloaded: 'TooManyRequests',
  storage_full: 'ServiceUnavailable',
  not_leader: 'ServiceUnavailable',
  unavailable: 'ServiceUnavailable',
};

/** A rejection of the engine in Kubernetes's words. */
export function rejectionStatus(
  rejection: Rejection,
  { group, kind, resource }: { group: string; kind: string; resource: string },
  name: string,
): StatusError {
  if (rejection.code === 'immutable') {
    return invalid({ group, kind, name }, [
      { reason: 'FieldValueInvalid', field: 'spec.selector', message: 'Invalid value: field is immutable' },
    ]);
  }
  if (rejection.code === 'invalid') {
    const causes = rejection.issues.map(({ field, message }) => ({
      reason: 'FieldValueInvalid' as const,
      field,
      message: `Invalid value: ${message}`,
    }));
    return invalid(
      { group, kind, name },
      causes.length > 0 ? causes : [{ reason: 'FieldValueInvalid', message: rejection.message }],
    );
  }
  return new StatusError(reasons[rejection.code], rejection.message, { name, group, kind: resource });
}
