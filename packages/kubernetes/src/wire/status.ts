/** Kubernetes's refusals: the Status object and its HTTP code, in the words that kubectl prints well. */

export interface StatusCause {
  reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotFound'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldManagerConflict'
    | 'DisruptionBudget';
  message: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

const codes = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
} as const;

export type StatusReason = keyof typeof codes;

/** Thrown anywhere below the door, answered by the door. */
export class StatusError extends Error {
  override name = 'StatusError';
  readonly reason: StatusReason;
  readonly details: StatusDetails;
  constructor(reason: StatusReason, message: string, details: StatusDetails = {}) {
    super(message);
    this.reason = reason;
    this.details = details;
  }

  get code(): number {
    return codes[this.reason];
  }

  toStatus() {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      details: this.details,
      code: this.code,
    };
  }
}

/** `deployments.apps` as messages name a resource; the core group has no suffix. */
export function qualifiedResource(group: string, resource: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}

export interface ResourceName {
  group: string;
  resource: string;
  name: string;
}

export function notFound({ group, resource, name }: ResourceName): StatusError {
  return new StatusError('NotFound', `${qualifiedResource(group, resource)} "${name}" not found`, {
    name,
    group,
    kind: resource,
  });
}

export function alreadyExists({ group, resource, name }: ResourceName): StatusError {
  return new StatusError('AlreadyExists', `${qualifiedResource(group, resource)} "${name}" already exists`, {
    name,
    group,
    kind: resource,
  });
}

export function conflict({ group, resource, name }: ResourceName): StatusError {
  const message =
    `Operation cannot be fulfilled on ${qualifiedResource(group, resource)} "${name}": ` +
    'the object has been modified; please apply your changes to the latest version and try again';
  return new StatusError('Conflict', message, { name, group, kind: resource });
}

/** The object is not the one that was meant. */
export function uidConflict(
  { group, resource, name }: ResourceName,
  uids: { wanted: string; is: string },
): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(group, resource)} "${name}": Precondition failed: UID in precondition: ${uids.wanted}, UID in object meta: ${uids.is}`;
  return new StatusError('Conflict', message, { name, group, kind: resource });
}

/** A 422 about what was asked beside the object: `DeleteOptions.meta.k8s.io "" is invalid: ...`. */
export function invalidOptions(
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions',
  cause: StatusCause,
): StatusError {
  return invalid({ group: 'meta.k8s.io', kind, name: '' }, [cause]);
}

export function notSupported(field: string, value: unknown, supported: string[]): StatusCause {
  const listed = supported.map((one) => JSON.stringify(one)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${listed}`;
  return { reason: 'FieldValueNotSupported', field, message };
}

export interface KindName {
  group: string;
  kind: string;
  name: string;
}

/** Several causes read as one message, each `field: message`, as kubectl expects of a 422. */
export function invalid({ group, kind, name }: KindName, causes: StatusCause[]): StatusError {
  const listed = causes.map((cause) => (cause.field ? `${cause.field}: ${cause.message}` : cause.message));
  const what = listed.length === 1 ? listed[0] : `[${listed.join(', ')}]`;
  return new StatusError(
    'Invalid',
    `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${what}`,
    { name, group, kind, causes },
  );
}

export function badRequest(message: string): StatusError {
  return new StatusError('BadRequest', message);
}
