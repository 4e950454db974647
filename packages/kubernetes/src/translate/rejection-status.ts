import type { Rejection, RejectionCode } from '@gantry/model';
import { invalid, type KindName, StatusError, type StatusReason } from '../wire/status.ts';

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
  image_gone: 'Conflict',
  gone: 'Expired',
  method_not_allowed: 'MethodNotAllowed',
  too_large: 'RequestEntityTooLarge',
  unsupported: 'UnsupportedMediaType',
  quota_exceeded: 'Forbidden',
  guarded: 'Forbidden',
  disruption_budget: 'TooManyRequests',
  overloaded: 'TooManyRequests',
  storage_full: 'ServiceUnavailable',
  not_leader: 'ServiceUnavailable',
  unavailable: 'ServiceUnavailable',
};

/** Which field that is: the engine says so, or there is only one that can be meant. */
function immutable(named: KindName, { issues, message }: Rejection): StatusError {
  if (named.kind === 'Deployment') {
    const cause = 'Invalid value: field is immutable';
    return invalid(named, [{ reason: 'FieldValueInvalid', field: 'spec.selector', message: cause }]);
  }
  if (named.kind === 'ConfigMap' || named.kind === 'Secret') {
    const cause = 'Forbidden: field is immutable when `immutable` is set';
    return invalid(named, [{ reason: 'FieldValueForbidden', field: 'data', message: cause }]);
  }
  const field = issues[0]?.field;
  const cause = {
    reason: 'FieldValueForbidden' as const,
    message: `Forbidden: ${issues[0]?.message ?? message}`,
  };
  return invalid(named, [{ ...cause, ...(field === undefined ? {} : { field: `spec.${field}` }) }]);
}

/** A rejection of the engine in Kubernetes's words. */
export function rejectionStatus(
  rejection: Rejection,
  { group, kind, resource }: { group: string; kind: string; resource: string },
  name: string,
): StatusError {
  if (rejection.code === 'immutable') return immutable({ group, kind, name }, rejection);
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
