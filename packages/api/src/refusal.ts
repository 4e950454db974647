import { type Rejection, type Result, rejection, rejectionStatus } from '@gantry/model';
import { TRPCError } from '@trpc/server';

/** Carries a rejection through tRPC, which knows only exceptions. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly rejection: Rejection;
  constructor(rejection: Rejection) {
    super(rejection.message);
    this.rejection = rejection;
  }
}

/** The tRPC code for each HTTP status that a rejection can have; a client that knows only tRPC's codes is served too. */
const trpcCodes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  410: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
  507: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<(typeof rejectionStatus)[Rejection['code']], TRPCError['code']>;

export function refused(reason: Rejection): TRPCError {
  return new TRPCError({
    code: trpcCodes[rejectionStatus[reason.code]],
    message: reason.message,
    cause: new Refusal(reason),
  });
}

/** The value, or the rejection thrown as tRPC wants it. */
export function accepted<T>(result: Result<T, Rejection>): T {
  if (result.ok) return result.value;
  throw refused(result.error);
}

/** The rejection that a refusal carries, as `refused` or a check of an input throws it; null for anything else. */
export function rejectionIn(thrown: unknown): Rejection | null {
  if (thrown instanceof Refusal) return thrown.rejection;
  return thrown instanceof TRPCError ? rejectionOf(thrown) : null;
}

/** What was expected to go wrong, or null when the error is a fault of ours. */
export function rejectionOf(error: TRPCError): Rejection | null {
  const { cause } = error;
  if (cause instanceof Refusal) return cause.rejection;
  switch (error.code) {
    case 'NOT_FOUND':
      return rejection(
        'not_found',
        `${error.message}. The names of all procedures are in the API reference.`,
      );
    case 'METHOD_NOT_SUPPORTED':
      return rejection(
        'method_not_allowed',
        `${error.message}. Queries are GET or POST, mutations are POST.`,
      );
    case 'UNSUPPORTED_MEDIA_TYPE':
      return rejection('unsupported', `${error.message}. Send application/json.`);
    case 'PAYLOAD_TOO_LARGE':
      return rejection('too_large', 'The request body is larger than 1 MB. Send less at once.');
    case 'PARSE_ERROR':
    case 'BAD_REQUEST':
      return rejection('malformed', `${error.message}. Send one JSON object.`);
    default:
      return null;
  }
}
