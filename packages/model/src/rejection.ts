/**
 * Every expected "no": a stable code, the HTTP status each door answers with, and in the value itself a sentence
 * that says what to do. New codes are added here and nowhere else.
 */
export const rejectionStatus = {
  invalid: 400,
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  revision_not_found: 404,
  already_exists: 409,
  conflict: 409,
  immutable: 409,
  plan_changed: 409,
  paused: 409,
  in_use: 409,
  image_gone: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  quota_exceeded: 403,
  guarded: 403,
  disruption_budget: 429,
  overloaded: 429,
  not_leader: 503,
  unavailable: 503,
  storage_full: 507,
} as const;

export type RejectionCode = keyof typeof rejectionStatus;

export interface FieldIssue {
  /** Path of the fault as a person writes it, e.g. `template.containers[0].image`. Empty for the whole input. */
  field: string;
  message: string;
}

export interface Rejection {
  code: RejectionCode;
  /** One plain sentence: what is wrong and what to do. */
  message: string;
  /** The fields at fault, when the input itself is wrong. */
  issues: FieldIssue[];
}

export function rejection(code: RejectionCode, message: string, issues: FieldIssue[] = []): Rejection {
  return { code, message, issues };
}

/** One wrong field; the message names the field, so that a client which shows only the sentence is still enough. */
export function invalidField(field: string, message: string): Rejection {
  return rejection('invalid', `${field}: ${message}`, [{ field, message }]);
}

/** Enough faults to mend an input by; a list of ten thousand would help nobody. */
const shownIssues = 50;

/** An input with one or more faults: the sentence tells the first, `issues` each with its field. */
export function refusal(issues: FieldIssue[]): Rejection {
  const { field, message } = issues[0] ?? { field: '', message: 'The input is not valid' };
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return rejection(
    'invalid',
    `${field === '' ? '' : `${field}: `}${message}${more}`,
    issues.slice(0, shownIssues),
  );
}
